using System.Diagnostics.CodeAnalysis;

namespace TurtlGraph.Memory;

/// <summary>What one owner, one tier or the whole process has counted. Sizes are bytes.</summary>
[SuppressMessage("Performance", "CA1815:Override equals and operator equals on value types", Justification = "A row of figures to read, not a value to compare.")]
public struct MemoryFigures
{
    /// <summary>Handed out now.</summary>
    public long CurrentBytes;

    /// <summary>The most that was handed out at once: exact for a single allocator; for several together an upper bound, the sum of their peaks.</summary>
    public long PeakBytes;

    /// <summary>Backed by memory now, handed out or not. The sum of all tiers leaves mapped files out, which are the system's cache.</summary>
    public long CommittedBytes;

    /// <summary>The most that was ever backed by memory at once; exact, however many allocators and threads there are.</summary>
    public long PeakCommittedBytes;

    /// <summary>All that was ever handed out.</summary>
    public long TotalBytes;

    /// <summary>How often memory was handed out.</summary>
    public long Allocations;

    /// <summary>How often memory came back one by one; <see cref="Resets"/> free many at once.</summary>
    public long Frees;

    /// <summary>Lost now to alignment and rounding.</summary>
    public long WasteBytes;

    /// <summary>How often an allocator freed all, or all of a scope, at once.</summary>
    public long Resets;

    /// <summary>Free inside what is committed, where an allocator tells it.</summary>
    public long FreeBytes;

    /// <summary>The largest piece of <see cref="FreeBytes"/>.</summary>
    public long LargestFreeBytes;

    /// <summary>Allocations by size.</summary>
    public SizeHistogram Sizes;

    /// <summary>Share of the free memory that is not in its largest piece, 0 to 1; 0 where nothing is free or nothing is told.</summary>
    public readonly double Fragmentation => FreeBytes > 0 ? 1 - ((double)LargestFreeBytes / FreeBytes) : 0;

    /// <summary>Share of the memory that is lost to alignment and rounding, of all that is taken, 0 to 1.</summary>
    public readonly double WasteShare => WasteBytes > 0 ? (double)WasteBytes / (CurrentBytes + WasteBytes) : 0;

    internal void Add(in MemoryAccount.Counters counters)
    {
        CurrentBytes += counters.CurrentBytes;
        TotalBytes += counters.TotalBytes;
        Allocations += counters.Allocations;
        Frees += counters.Frees;
        WasteBytes += counters.WasteBytes;
        Resets += counters.Resets;
        FreeBytes += counters.FreeBytes;
        LargestFreeBytes = Math.Max(LargestFreeBytes, counters.LargestFreeBytes);
        Sizes.Add(counters.Sizes);
    }

    /// <summary>Adds all but what is committed, which is counted exactly for each level of the sum.</summary>
    internal void Add(in MemoryFigures other)
    {
        CurrentBytes += other.CurrentBytes;
        PeakBytes += other.PeakBytes;
        TotalBytes += other.TotalBytes;
        Allocations += other.Allocations;
        Frees += other.Frees;
        WasteBytes += other.WasteBytes;
        Resets += other.Resets;
        FreeBytes += other.FreeBytes;
        LargestFreeBytes = Math.Max(LargestFreeBytes, other.LargestFreeBytes);
        Sizes.Add(other.Sizes);
    }
}
