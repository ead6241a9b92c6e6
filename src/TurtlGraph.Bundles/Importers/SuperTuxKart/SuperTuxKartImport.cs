namespace TurtlGraph.Bundles;

/// <summary>One track of SuperTuxKart as bundle items, and what was found on the way. Immutable.</summary>
public sealed class SuperTuxKartImport : AssetImport
{
    internal SuperTuxKartImport(ImportGraph graph, string track)
        : base(graph, "track " + track)
    {
        Track = track;
    }

    /// <summary>The track's folder name.</summary>
    public string Track { get; }

    /// <summary>Prefabs that hold themselves, as the path of files that leads back to its start.</summary>
    public required IReadOnlyList<string> PrefabCycles { get; init; }

    /// <summary>Assets that name themselves among their dependencies.</summary>
    public required IReadOnlyList<string> SelfReferences { get; init; }
}
