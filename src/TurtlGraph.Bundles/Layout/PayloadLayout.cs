namespace TurtlGraph.Bundles;

/// <summary>
/// What decides which payloads lie side by side in a bundle. Neighbours that are wanted together are read together, so a good
/// order means fewer and larger reads.
/// </summary>
public enum PayloadLayout
{
    /// <summary>Along a space-filling curve through the positions; what has no position comes last, by name.</summary>
    Morton,

    /// <summary>
    /// By dependency closeness: as <see cref="Morton"/>, with each asset followed by what is only needed because of it; assets that
    /// several others share lie together, in the order in which they are first needed.
    /// </summary>
    Graph,

    /// <summary>
    /// In the order in which a recorded <see cref="AccessTrace"/> uses the assets; what it does not name follows as for
    /// <see cref="Morton"/>.
    /// </summary>
    Trace,
}
