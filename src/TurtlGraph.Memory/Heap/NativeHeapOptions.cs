namespace TurtlGraph.Memory;

/// <summary>How a <see cref="NativeHeap"/> names itself, counts and guards.</summary>
public sealed record NativeHeapOptions
{
    /// <summary>What the memory is for, as reports call it. Default "heap".</summary>
    public string Name { get; init; } = "heap";

    /// <summary>The profile to count in; null counts nothing. Default the profile of the process.</summary>
    public MemoryProfile? Profile { get; init; } = MemoryProfile.Process;

    /// <summary>Checks for faults of users. Default <see cref="MemoryGuards.Default"/>.</summary>
    public MemoryGuards Guards { get; init; } = MemoryGuards.Default;
}
