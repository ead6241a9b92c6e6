namespace TurtlGraph.Streaming;

/// <summary>Y of the place the asset is wanted or lies at, in metres (y is up).</summary>
public struct PositionY
{
    /// <summary>Metres; NaN when the asset has no place.</summary>
    public float Value;
}
