namespace TurtlGraph.Prediction;

/// <summary>How a <see cref="SpatialIndex"/> is built.</summary>
public sealed record SpatialIndexOptions
{
    /// <summary>
    /// Edge of the cells of the finest level in metres; 0 (the default) chooses one that puts about four items in a cell. It is
    /// raised where the world would need more than four cells an item.
    /// </summary>
    public float CellSize { get; init; }
}
