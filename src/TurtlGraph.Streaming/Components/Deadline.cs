namespace TurtlGraph.Streaming;

/// <summary>When the asset is needed.</summary>
public struct Deadline
{
    /// <summary>Seconds on <see cref="AssetRuntime.Time"/>; positive infinity for none.</summary>
    public float Value;
}
