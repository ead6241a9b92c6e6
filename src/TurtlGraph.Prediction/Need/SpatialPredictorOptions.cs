namespace TurtlGraph.Prediction;

/// <summary>How far and how hard a <see cref="SpatialPredictor"/> looks.</summary>
public sealed record SpatialPredictorOptions
{
    /// <summary>Seconds the forecast path reaches ahead, above 0. Default 2.5.</summary>
    public float LookaheadSeconds { get; init; } = 2.5f;

    /// <summary>How fast a viewer may turn, in degrees per second, above 0: what brings items outside the view cone into it. Default 120.</summary>
    public float TurnRateDegrees { get; init; } = 120;

    /// <summary>Candidates below this confidence are left out, 0 to 1. Default 0.1.</summary>
    public float MinimumConfidence { get; init; } = 0.1f;

    /// <summary>
    /// Items looked at in one call, at least 1. When more are in reach, the next call goes on where this one ended. Default 8 192.
    /// </summary>
    public int MaximumExamined { get; init; } = 8192;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(LookaheadSeconds);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(TurnRateDegrees);
        ArgumentOutOfRangeException.ThrowIfLessThan(MinimumConfidence, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MinimumConfidence, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumExamined, 1);
    }
}
