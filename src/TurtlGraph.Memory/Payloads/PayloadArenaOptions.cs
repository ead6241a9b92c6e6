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

    /// <summary>Whether to ask the system for huge pages, which saves look-ups of addresses; a refusal costs nothing. Default no.</summary>
    public bool HugePages { get; init; }
}
