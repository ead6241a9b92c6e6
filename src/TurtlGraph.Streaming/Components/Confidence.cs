namespace TurtlGraph.Streaming;

/// <summary>How sure the predictor is.</summary>
public struct Confidence
{
    /// <summary>0 to 1.</summary>
    public float Value;
}
