namespace TurtlGraph.Streaming;

/// <summary>When the cached asset became resident.</summary>
public struct LoadedAt
{
    /// <summary>Seconds on <see cref="AssetRuntime.Time"/>.</summary>
    public float Value;
}
