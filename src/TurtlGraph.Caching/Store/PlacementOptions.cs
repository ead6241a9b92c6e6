namespace TurtlGraph.Caching;

/// <summary>The weights of <see cref="PlacementPolicy"/>.</summary>
public sealed record PlacementOptions
{
    /// <summary>
    /// How many times as much a second that is saved is worth with each step of priority above <see cref="StorePriority.Normal"/>; below it, as many times
    /// less. At least 1, default 2.
    /// </summary>
    public double PriorityFactor { get; init; } = 2;

    /// <summary>What reading from the disk store costs. Default <see cref="TierCost.Disk"/>.</summary>
    public TierCost Disk { get; init; } = TierCost.Disk;

    /// <summary>Seconds of reading that a written byte must save before it is worth its share of the disk's life and bandwidth. Default 1 / 500 MB/s.</summary>
    public double SecondsPerWrittenByte { get; init; } = 1 / 500e6;

    /// <summary>The probability that something used once is used again, 0 to 1; each further use halves the rest. Default 0.3.</summary>
    public double ReuseAfterOne { get; init; } = 0.3;
}
