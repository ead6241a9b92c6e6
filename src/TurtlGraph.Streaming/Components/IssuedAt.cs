namespace TurtlGraph.Streaming;

/// <summary>When the prediction led to a request.</summary>
public struct IssuedAt
{
    /// <summary>Seconds on <see cref="AssetRuntime.Time"/>.</summary>
    public float Value;
}
