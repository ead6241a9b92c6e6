namespace TurtlGraph.Streaming;

/// <summary>When a predictor last made the same prediction again; one that is not made again is dropped.</summary>
public struct SeenAt
{
    /// <summary>Seconds on <see cref="AssetRuntime.Time"/>.</summary>
    public float Value;
}
