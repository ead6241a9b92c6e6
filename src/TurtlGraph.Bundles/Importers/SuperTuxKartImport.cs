namespace TurtlGraph.Bundles;

/// <summary>One track of SuperTuxKart as bundle items, and what was found on the way. Immutable.</summary>
public sealed class SuperTuxKartImport
{
    internal SuperTuxKartImport(string track)
    {
        Track = track;
    }

    /// <summary>The track's folder name.</summary>
    public string Track { get; }

    /// <summary>The assets, in order of name.</summary>
    public required IReadOnlyList<BundleItem> Items { get; init; }

    /// <summary>Elements of the track's scene that put something into the world; a prefab counts as one.</summary>
    public required int Placements { get; init; }

    /// <summary>Scene-node assets after prefabs are expanded and levels of detail are told apart.</summary>
    public required int SceneNodes { get; init; }

    /// <summary>References to what is not there, each once per asset that holds it.</summary>
    public required IReadOnlyList<DanglingReference> Dangling { get; init; }

    /// <summary>Files that could not be understood, with the reason: their bytes are packed, their dependencies are unknown.</summary>
    public required IReadOnlyList<string> Damaged { get; init; }

    /// <summary>Prefabs that hold themselves, as the path of files that leads back to its start.</summary>
    public required IReadOnlyList<string> PrefabCycles { get; init; }

    /// <summary>Assets that name themselves among their dependencies.</summary>
    public required IReadOnlyList<string> SelfReferences { get; init; }
}
