namespace TurtlGraph.Layers.Tests;

/// <summary>Which project may reference which: the picture in DESIGN.md, section 2, and ARCHITECTURE.md.</summary>
internal static class ProjectWalls
{
    private static readonly string[] s_libraries =
    [
        "TurtlGraph.Memory", "TurtlGraph.Ecs", "TurtlGraph.Bundles", "TurtlGraph.IO", "TurtlGraph.Caching", "TurtlGraph.Prediction", "TurtlGraph.Streaming",
    ];

    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["TurtlGraph.Memory"] = [],
        ["TurtlGraph.Ecs"] = ["TurtlGraph.Memory"],
        ["TurtlGraph.Bundles"] = ["TurtlGraph.Memory"],
        ["TurtlGraph.IO"] = ["TurtlGraph.Memory"],
        ["TurtlGraph.Caching"] = ["TurtlGraph.Ecs", "TurtlGraph.IO", "TurtlGraph.Memory"],
        ["TurtlGraph.Prediction"] = ["TurtlGraph.Ecs", "TurtlGraph.Memory"],
        ["TurtlGraph.Streaming"] = s_libraries[..^1],
        ["TurtlGraph.Redis"] = ["TurtlGraph.Caching"],
        ["TurtlGraph.Cli"] = ["TurtlGraph.Streaming", "TurtlGraph.Redis"],
        ["Flythrough"] = s_libraries,
        ["TurtlGraph.Benchmarks"] = [.. s_libraries, "TurtlGraph.Redis", "Flythrough"],
    };

    /// <summary>
    /// Folders of sources that are shared with the tests of another project, so that there is one definition: of what is measured and tested, and of what every
    /// byte source must do.
    /// </summary>
    private static readonly Dictionary<string, string[]> s_shared = new()
    {
        ["TurtlGraph.Benchmarks"] = ["../../tests/TurtlGraph.Memory.Tests/Payloads/"],
        ["TurtlGraph.Caching.Tests"] = ["../TurtlGraph.IO.Tests/Conformance/", "../TurtlGraph.IO.Tests/Doubles/"],
    };

    /// <summary>References that the table does not hold. Tests may reference what they test, and never each other.</summary>
    public static IEnumerable<string> Offenders(IEnumerable<ProjectFile> projects)
    {
        foreach (var project in projects)
        {
            if (IsTest(project))
            {
                foreach (var reference in project.Projects.Where(name => name.EndsWith(".Tests", StringComparison.Ordinal)))
                {
                    yield return $"{project.Path} references the test project {reference}";
                }
            }
            else if (!s_allowed.TryGetValue(project.Name, out var allowed))
            {
                yield return $"{project.Path} is not in the table of projects";
            }
            else
            {
                foreach (var reference in project.Projects.Except(allowed))
                {
                    yield return $"{project.Path} references {reference}; it may reference {string.Join(", ", allowed.DefaultIfEmpty("nothing"))}";
                }
            }

            foreach (var source in project.Sources.Where(include => include.Contains("..", StringComparison.Ordinal) && !IsShared(project, include)))
            {
                yield return $"{project.Path} reaches over the wall with {source}";
            }
        }
    }

    /// <summary>Whoever is let into internals and is neither a test project nor the benchmarks.</summary>
    public static IEnumerable<string> OpenInternals(IEnumerable<(string Path, string Text)> files)
    {
        foreach (var (path, text) in files)
        {
            foreach (System.Text.RegularExpressions.Match match in Patterns.Friend().Matches(text))
            {
                var friend = match.Groups["item"].Success ? match.Groups["item"].Value : match.Groups["code"].Value;
                if (path.StartsWith("demo/", StringComparison.Ordinal) && !friend.EndsWith(".Tests", StringComparison.Ordinal))
                {
                    yield return $"{path} opens the demo's internals to {friend}";
                }
                else if (!friend.EndsWith(".Tests", StringComparison.Ordinal) && friend != "TurtlGraph.Benchmarks")
                {
                    yield return $"{path} opens internals to {friend}";
                }
            }
        }
    }

    private static bool IsShared(ProjectFile project, string include) =>
        s_shared.TryGetValue(project.Name, out var folders)
        && folders.Any(folder => include.StartsWith(folder, StringComparison.Ordinal) && !include[folder.Length..].Contains("..", StringComparison.Ordinal));

    private static bool IsTest(ProjectFile project) => project.Path.StartsWith("tests/", StringComparison.Ordinal);
}
