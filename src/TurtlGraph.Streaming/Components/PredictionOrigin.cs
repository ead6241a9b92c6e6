namespace TurtlGraph.Streaming;

/// <summary>Which predictor made the prediction.</summary>
public struct PredictionOrigin
{
    /// <summary>The predictor.</summary>
    public PredictionSource Source;
}
