using TurtlGraph.Bundles;

namespace TurtlGraph.Cli;

/// <summary>What lies behind the source argument of <c>turtl pack</c>.</summary>
internal static class PackSource
{
    public static bool IsBundle(string source) => source.EndsWith(".turtl", StringComparison.OrdinalIgnoreCase) && File.Exists(source);

    /// <summary>
    /// Items of a folder or manifest. The bundle that is to be written is never packed into itself, nor is what a killed run
    /// left of it.
    /// </summary>
    public static IEnumerable<BundleItem> Read(string source, string output)
    {
        if (!Directory.Exists(source) && !File.Exists(source))
        {
            throw new FileNotFoundException($"there is no folder or manifest at '{source}'", source);
        }

        var target = Path.GetFullPath(output);
        var items = Directory.Exists(source) ? PackFolder.Scan(source) : PackManifest.Read(source);
        return items.Where(item => item.FilePath is null || !IsOutput(Path.GetFullPath(item.FilePath), target));
    }

    private static bool IsOutput(string file, string target) =>
        file == target || file.StartsWith(target + ".tmp-", StringComparison.Ordinal);
}
