namespace TurtlGraph.Bundles;

/// <summary>Foreign assets as bundle items, and what was found on the way. Immutable.</summary>
public class AssetImport
{
    internal AssetImport(ImportGraph graph, string source)
    {
        Source = source;
        Items = graph.Items();
        Dangling = graph.Dangling;
        Damaged = graph.Damaged;
        Ignored = graph.Ignored;
    }

    /// <summary>What was imported, in a few words: files, or a track of a game.</summary>
    public string Source { get; }

    /// <summary>The assets, in order of name. Contents are read when they are packed; until then the files must stay as they are.</summary>
    public IReadOnlyList<BundleItem> Items { get; }

    /// <summary>What the source puts into the world; what expands to several nodes counts as one.</summary>
    public required int Placements { get; init; }

    /// <summary>Scene-node assets, each with a place and what it depends on.</summary>
    public required int SceneNodes { get; init; }

    /// <summary>References to what is not there, each once per asset that holds it.</summary>
    public IReadOnlyList<DanglingReference> Dangling { get; }

    /// <summary>Files that could not be understood, with the reason: their bytes are packed, their dependencies are unknown.</summary>
    public IReadOnlyList<string> Damaged { get; }

    /// <summary>What the importer left out, with the reason.</summary>
    public IReadOnlyList<string> Ignored { get; }

    /// <summary>Some files in a few words.</summary>
    internal static string Names(string[] files) =>
        string.Join(", ", files.Take(3)) + (files.Length > 3 ? $" and {files.Length - 3} more" : "");
}
