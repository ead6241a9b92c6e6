namespace TurtlGraph.Streaming;

/// <summary>Level-of-detail weight times the importance the game gave, 0 to 1.</summary>
public struct Importance
{
    /// <summary>0 (can wait) to 1 (first).</summary>
    public float Value;
}
