namespace TurtlGraph.Memory;

/// <summary>How many slots a pool has and how it gets them.</summary>
public sealed record NativePoolOptions
{
    /// <summary>What the memory is for, as reports call it. Default "pool".</summary>
    public string Name { get; init; } = "pool";

    /// <summary>Slots that get memory at once when the pool grows, at least 1. Default 256.</summary>
    public int BlockSlots { get; init; } = 256;

    /// <summary>The most slots the pool can ever have, at least 1; each costs address space and 4 bytes for each of its cache lines. Default 65 536.</summary>
    public int MaxSlots { get; init; } = 1 << 16;

    /// <summary>
    /// Slots that a thread may keep for itself, 0 to 64, beside one that lies in front. Default: 64, or a sixteenth of <see cref="MaxSlots"/> when that is less.
    /// Fewer than 2 means none.
    /// </summary>
    public int? ThreadSlots { get; init; }

    /// <summary>The profile to count in; null counts nothing. Default the profile of the process.</summary>
    public MemoryProfile? Profile { get; init; } = MemoryProfile.Process;

    /// <summary>Checks for faults of users; a guarded pool has no thread caches. Default <see cref="MemoryGuards.Default"/>.</summary>
    public MemoryGuards Guards { get; init; } = MemoryGuards.Default;
}
