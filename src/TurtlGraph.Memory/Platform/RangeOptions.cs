namespace TurtlGraph.Memory;

/// <summary>How much address space a <see cref="ReservedRange"/> takes and how it turns it into memory.</summary>
internal readonly record struct RangeOptions()
{
    /// <summary>Bytes of address space, at least 1.</summary>
    public required long Bytes { get; init; }

    /// <summary>The least that is committed at once, as long as no more than <see cref="InitialBytes"/> are.</summary>
    public required long Step { get; init; }

    /// <summary>The capacity the range starts with.</summary>
    public long InitialBytes { get; init; } = long.MaxValue;

    /// <summary>What capacity and step are multiplied by whenever the capacity is used up, at least 1; at 1 they stay.</summary>
    public double GrowthFactor { get; init; } = 1;

    /// <summary>A power of two that <see cref="ReservedRange.Base"/> is a multiple of, beside the page.</summary>
    public long Alignment { get; init; } = 1;

    public HugePages HugePages { get; init; }

    /// <summary>The NUMA node whose memory is preferred; null for that of the thread that writes a page first.</summary>
    public int? NumaNode { get; init; }

    /// <summary>Where committed bytes and refused hints are counted. The range does not dispose it.</summary>
    public MemoryAccount? Account { get; init; }

    public PageSystem Pages { get; init; } = PageSystem.Current;
}
