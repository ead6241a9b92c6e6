namespace TurtlGraph.Streaming;

/// <summary>The earliest time of the next attempt, after a failed one.</summary>
public struct NotBefore
{
    /// <summary>Seconds on <see cref="AssetRuntime.Time"/>; 0 for at once.</summary>
    public float Value;
}
