namespace TurtlGraph.Memory;

/// <summary>How a <see cref="PayloadArena"/> is made. Every value but the capacity has a default that works.</summary>
public sealed record PayloadArenaOptions
{
    /// <summary>Bytes that can be in use at once, 1 to 128 GiB; rounded up to 64.</summary>
    public required long CapacityBytes { get; init; }

    /// <summary>What the memory is for, as the profile calls it. Default <c>payloads</c>.</summary>
    public string Name { get; init; } = "payloads";

    /// <summary>Where the arena counts; <see langword="null"/> counts nothing. Default: the profile of the process.</summary>
    public MemoryProfile? Profile { get; init; } = MemoryProfile.Process;

    /// <summary>
    /// The most bytes that one call of <see cref="PayloadArena.TryAllocateCompacting"/> or <see cref="PayloadArena.Compact"/> may
    /// move; 0 moves nothing. Default: no limit.
    /// </summary>
    public long CompactionBytes { get; init; } = long.MaxValue;

    /// <summary>Blocks, used and free, whose bookkeeping has its memory from the start. Default 4096 (256 KiB of side table).</summary>
    public int PreparedBlocks { get; init; } = 4096;

    /// <summary>Which large pages are asked for; refused, the arena works with smaller ones and the profile says so. Default none.</summary>
    public HugePages HugePages { get; init; }

    /// <summary>The NUMA node whose memory is preferred; null (the default) for that of the thread that writes a page first.</summary>
    public int? NumaNode { get; init; }

    /// <summary>
    /// Guards around each block, poison in freed ones, a ledger of who allocated and freed them. They lie in memory of their own, a
    /// 32nd of the capacity: with very small blocks that is the limit. Default <see cref="MemoryGuards.Default"/>.
    /// </summary>
    public MemoryGuards Guards { get; init; } = MemoryGuards.Default;
}
