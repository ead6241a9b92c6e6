namespace TurtlGraph.Streaming;

/// <summary>When the request was queued; age raises its score so that nothing starves.</summary>
public struct QueuedAt
{
    /// <summary>Seconds on <see cref="AssetRuntime.Time"/>.</summary>
    public float Value;
}
