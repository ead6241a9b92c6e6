namespace TurtlGraph.Streaming;

/// <summary>When a cached asset that nobody holds is expected to be used again.</summary>
public struct NextUse
{
    /// <summary>Seconds on <see cref="AssetRuntime.Time"/>, later the less sure the prediction is; infinity when none expects it.</summary>
    public float Value;
}
