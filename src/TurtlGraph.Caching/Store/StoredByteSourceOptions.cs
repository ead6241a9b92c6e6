using System.Numerics;

namespace TurtlGraph.Caching;

/// <summary>How a <see cref="StoredByteSource"/> keeps what it fetches.</summary>
public sealed record StoredByteSourceOptions
{
    /// <summary>Files are kept in pieces of this length, and fetched from beginnings to ends of them. A power of two from 4 KiB to 4 MiB, default 64 KiB.</summary>
    public int BlockBytes { get; init; } = 64 << 10;

    /// <summary>Reads that may be accepted and not yet polled, 1 to 65 536. Default 256.</summary>
    public int QueueDepth { get; init; } = 256;

    /// <summary>
    /// Threads that look into the store, 0 to 16, default 2. With none the calls to <see cref="StoredByteSource.Poll"/> do all the work, so that a run on a virtual clock
    /// repeats.
    /// </summary>
    public int Workers { get; init; } = 2;

    /// <summary>How long what was fetched may be served; <see langword="null"/> for ever, which suits files that never change without their version changing.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>Decides what of the fetched is worth writing, and what of the demoted. Default: one with the default weights.</summary>
    public PlacementPolicy Placement { get; init; } = new();

    /// <summary>Tells what a path stands for. Default <see cref="StoredFile.OfPath"/>.</summary>
    public Func<string, StoredFile> Describe { get; init; } = StoredFile.OfPath;

    /// <summary>What the source behind is assumed to cost until that has been measured. Default <see cref="TierCost.Network"/>.</summary>
    public TierCost AssumedCost { get; init; } = TierCost.Network;

    /// <summary>The clock by which its cost is measured. Default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        if (!BitOperations.IsPow2(BlockBytes) || BlockBytes is < 4 << 10 or > 4 << 20)
        {
            throw new ArgumentOutOfRangeException(nameof(BlockBytes), BlockBytes, "A block is a power of two from 4 KiB to 4 MiB.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(QueueDepth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(QueueDepth, 65_536);
        ArgumentOutOfRangeException.ThrowIfNegative(Workers);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Workers, 16);
        ArgumentNullException.ThrowIfNull(Placement);
        ArgumentNullException.ThrowIfNull(Describe);
        ArgumentNullException.ThrowIfNull(Clock);
    }
}
