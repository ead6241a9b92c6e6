namespace TurtlGraph.Streaming;

/// <summary>Radius of the asset's bounding sphere; distance is measured to its surface.</summary>
public struct BoundingRadius
{
    /// <summary>Metres, 0 or more.</summary>
    public float Value;
}
