namespace TurtlGraph.Streaming;

/// <summary>When the cached asset was last used.</summary>
public struct LastUsed
{
    /// <summary>Seconds on <see cref="AssetRuntime.Time"/>.</summary>
    public float Value;
}
