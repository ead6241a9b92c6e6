namespace TurtlGraph.Bundles;

/// <summary>What comparing two bundles found. Immutable.</summary>
public sealed class PatchDiffReport
{
    /// <summary>The patch.</summary>
    public required PatchReport Patch { get; init; }

    /// <summary>Stored blocks of the new bundle that the old one has too, wherever they lie in it.</summary>
    public required long BlocksReused { get; init; }

    /// <summary>Stored blocks of the new bundle that are shipped.</summary>
    public required long BlocksShipped { get; init; }
}
