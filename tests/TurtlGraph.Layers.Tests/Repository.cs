using System.Xml.Linq;

namespace TurtlGraph.Layers.Tests;

/// <summary>The checked-out tree that the tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] s_folders = ["src", "tests", "demo", "benches"];

    public static string Root { get; } = FindRoot();

    /// <summary>All projects of the solution, in order of path.</summary>
    public static IEnumerable<ProjectFile> Projects => s_folders
        .SelectMany(folder => FilesUnder(folder, "*.csproj"))
        .Select(path => ProjectFile.Parse(Relative(path), XDocument.Load(path)));

    public static IEnumerable<ProjectFile> Libraries =>
        Projects.Where(project => project.Path.StartsWith("src/", StringComparison.Ordinal) && !project.IsProgram);

    /// <summary>Hand-written C# files, as (path from the root, text).</summary>
    public static IEnumerable<(string Path, string Text)> Sources(params string[] folders) => folders
        .SelectMany(folder => FilesUnder(folder, "*.cs"))
        .Select(path => (Relative(path), File.ReadAllText(path)));

    /// <summary>Project and property files, whose items may open a wall.</summary>
    public static IEnumerable<(string Path, string Text)> BuildFiles() => s_folders
        .SelectMany(folder => FilesUnder(folder, "*.csproj").Concat(FilesUnder(folder, "*.props")).Concat(FilesUnder(folder, "*.targets")))
        .Concat(Directory.EnumerateFiles(Root, "Directory.*"))
        .Select(path => (Relative(path), File.ReadAllText(path)));

    private static IEnumerable<string> FilesUnder(string folder, string pattern)
    {
        var full = Path.Combine(Root, folder);
        return !Directory.Exists(full)
            ? []
            : Directory.EnumerateFiles(full, pattern, SearchOption.AllDirectories)
                .Where(path => !Relative(path).Split('/').Any(part => part is "bin" or "obj"))
                .Order(StringComparer.Ordinal);
    }

    private static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "TurtlGraph.Ecs.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"no TurtlGraph.Ecs.sln above {AppContext.BaseDirectory}; run the tests from a checkout");
    }
}
