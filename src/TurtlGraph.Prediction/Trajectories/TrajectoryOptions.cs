namespace TurtlGraph.Prediction;

/// <summary>What a <see cref="Trajectory"/> takes for a jump instead of movement.</summary>
public sealed record TrajectoryOptions
{
    /// <summary>
    /// Two samples whose distance implies a speed above this (m/s), and above three times the median speed nearby, are
    /// apart by a teleport. Default 75.
    /// </summary>
    public float TeleportSpeed { get; init; } = 75;

    /// <summary>Two samples farther apart than this (s), and than ten times the median interval, are apart by a gap. Default 5.</summary>
    public double GapSeconds { get; init; } = 5;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(TeleportSpeed);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(GapSeconds);
    }
}
