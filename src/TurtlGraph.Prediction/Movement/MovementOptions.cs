namespace TurtlGraph.Prediction;

/// <summary>How a <see cref="MovementPredictor"/> judges samples.</summary>
public sealed record MovementOptions
{
    /// <summary>Window over which the velocity is smoothed, in seconds, above 0. Default 0.25.</summary>
    public float SmoothingSeconds { get; init; } = 0.25f;

    /// <summary>
    /// A displacement that implies a speed above this (m/s), and above three times the recent speed, is a teleport. Default 75.
    /// </summary>
    public float TeleportSpeed { get; init; } = 75;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(SmoothingSeconds);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(TeleportSpeed);
    }
}
