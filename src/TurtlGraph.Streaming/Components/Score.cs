namespace TurtlGraph.Streaming;

/// <summary>The order in which requests are admitted: class, lateness and the weighted factors in one number.</summary>
public struct Score
{
    /// <summary>Higher first; negative while the request must not be tried.</summary>
    public float Value;
}
