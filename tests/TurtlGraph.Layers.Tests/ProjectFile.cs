using System.Xml.Linq;

namespace TurtlGraph.Layers.Tests;

/// <summary>What a project file says about its neighbours.</summary>
internal sealed record ProjectFile(
    string Path, string Name, bool IsProgram, IReadOnlyList<string> Projects, IReadOnlyList<string> Packages, IReadOnlyList<string> Sources)
{
    public static ProjectFile Parse(string path, XDocument document)
    {
        var name = System.IO.Path.GetFileNameWithoutExtension(path);
        return new ProjectFile(
            path,
            name,
            document.Descendants("OutputType").Any(e => e.Value == "Exe"),
            [.. Includes(document, "ProjectReference").Select(include => System.IO.Path.GetFileNameWithoutExtension(include.Replace('\\', '/')))],
            [.. Includes(document, "PackageReference")],
            [.. Includes(document, "Compile"), .. Includes(document, "Reference")]);
    }

    private static IEnumerable<string> Includes(XDocument document, string item) =>
        document.Descendants(item).Select(e => (string?)e.Attribute("Include")).OfType<string>();
}
