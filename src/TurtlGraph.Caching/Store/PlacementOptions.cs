namespace TurtlGraph.Caching;

/// <summary>The weights of <see cref="PlacementPolicy"/>.</summary>
public sealed record PlacementOptions
{
    /// <summary>The least urgent priority that is placed in memory as soon as it arrives, without having been used twice. Default <see cref="StorePriority.High"/>.</summary>
    public StorePriority MemoryAtOnce { get; init; } = StorePriority.High;

    /// <summary>Uses from which on anything is promoted to memory. At least 1, default 2.</summary>
    public int PromotionUses { get; init; } = 2;

    /// <summary>What reading from the disk store costs. Default <see cref="TierCost.Disk"/>.</summary>
    public TierCost Disk { get; init; } = TierCost.Disk;

    /// <summary>Seconds of reading that a written byte must save before it is worth its share of the disk's life and bandwidth. Default 1 / 500 MB/s.</summary>
    public double SecondsPerWrittenByte { get; init; } = 1 / 500e6;

    /// <summary>The probability that something used once is used again, 0 to 1; each further use halves the rest. Default 0.3.</summary>
    public double ReuseAfterOne { get; init; } = 0.3;
}
