namespace TurtlGraph.Streaming;

/// <summary>How good a victim the cached asset is.</summary>
public struct EvictionScore
{
    /// <summary>Higher goes first.</summary>
    public float Value;
}
