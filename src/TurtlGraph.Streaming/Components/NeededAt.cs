namespace TurtlGraph.Streaming;

/// <summary>When the predicted asset is expected to be needed.</summary>
public struct NeededAt
{
    /// <summary>Seconds on <see cref="AssetRuntime.Time"/>.</summary>
    public float Value;
}
