namespace TurtlGraph.Streaming;

/// <summary>The limits of a warming.</summary>
public sealed record WarmingOptions
{
    /// <summary>Most decoded bytes to load, dependencies included. Default: no limit but free memory.</summary>
    public long MaxBytes { get; init; } = long.MaxValue;

    /// <summary>Most decoded bytes to ask for in a second. Default: no limit but the runtime's bandwidth.</summary>
    public double MaxBytesPerSecond { get; init; } = double.PositiveInfinity;

    /// <summary>Longest time on the runtime's clock. Default: no limit.</summary>
    public TimeSpan MaxTime { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Most assets asked for and not yet there. Default 64.</summary>
    public int MaxPending { get; init; } = 64;

    /// <summary>How urgent the requests are beside others. Default <see cref="Urgency.Low"/>: what a game asks for passes them.</summary>
    public Urgency Urgency { get; init; } = Urgency.Low;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(MaxBytes, nameof(MaxBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPending, 1, nameof(MaxPending));
        if (!(MaxBytesPerSecond > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(MaxBytesPerSecond), MaxBytesPerSecond, "Must be above 0.");
        }

        if (MaxTime != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(MaxTime, TimeSpan.Zero, nameof(MaxTime));
        }
    }
}
