namespace TurtlGraph.Memory;

/// <summary>How much address space an <see cref="Arena"/> takes and how it turns it into memory.</summary>
/// <remarks>
/// All address space, <see cref="MaxBytes"/>, is reserved at once, so growing never moves anything. The arena starts with a
/// capacity of <see cref="InitialBytes"/>, in which memory is committed in steps of <see cref="CommitStepBytes"/> as it is
/// used. When the capacity is used up it is multiplied by <see cref="GrowthFactor"/>, and the step with it: what is committed
/// and unused stays below about 3 % of a large arena (with the defaults), and growing needs few system calls.
/// </remarks>
public sealed record ArenaOptions
{
    /// <summary>What the arena is for, as profiles and errors call it. Default "arena".</summary>
    public string Name { get; init; } = "arena";

    /// <summary>The profile that the arena counts in; null counts nothing. Default the profile of the process.</summary>
    public MemoryProfile? Profile { get; init; } = MemoryProfile.Process;

    /// <summary>The capacity to start with, in bytes, at least 1. It costs no memory. Default 64 MiB.</summary>
    public long InitialBytes { get; init; } = 64L << 20;

    /// <summary>What the capacity is multiplied by when it is used up: 1 or more; at 1 the commit step stays the same. Default 2.</summary>
    public double GrowthFactor { get; init; } = 2;

    /// <summary>Address space in bytes, the most the arena can ever hold. It costs no memory. Default 1 GiB.</summary>
    public long MaxBytes { get; init; } = 1L << 30;

    /// <summary>Bytes that are committed at once in the initial capacity. Default 2 MiB, one huge page.</summary>
    public long CommitStepBytes { get; init; } = 2L << 20;

    /// <summary>Alignment of allocations that name none, a power of two. Default 64.</summary>
    public int Alignment { get; init; } = CacheLine.Size;

    /// <summary>Which large pages are asked for. Refused, the arena works with smaller ones and the profile says so.</summary>
    public HugePages HugePages { get; init; }

    /// <summary>
    /// The NUMA node whose memory is preferred while it has any; null (the default) for that of the thread that writes a page
    /// first. On a machine with one node this changes nothing, and the profile says so.
    /// </summary>
    public int? NumaNode { get; init; }

    /// <summary>
    /// What the arena does to find faults of its users: guards around each allocation, poison in what a scope or a reset has
    /// freed. Default <see cref="MemoryGuards.Default"/>.
    /// </summary>
    public MemoryGuards Guards { get; init; } = MemoryGuards.Default;
}
