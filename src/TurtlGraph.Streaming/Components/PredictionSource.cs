namespace TurtlGraph.Streaming;

/// <summary>The predictors a prediction can come from.</summary>
public enum PredictionSource : byte
{
    /// <summary>Forecast of the viewer's movement over the spatial index.</summary>
    Spatial = 0,

    /// <summary>Knowledge of the whole trajectory: the upper bound other predictors are compared with.</summary>
    Oracle = 1,
}
