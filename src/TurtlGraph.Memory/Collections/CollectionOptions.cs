namespace TurtlGraph.Memory;

/// <summary>What a <see cref="NativeArray{T}"/> or <see cref="NativeList{T}"/> is called and where its memory comes from.</summary>
public sealed record CollectionOptions
{
    /// <summary>What the memory is for, as profiles and errors call it. Default "collection".</summary>
    public string Name { get; init; } = "collection";

    /// <summary>The profile that the memory counts in; null counts nothing. Default the profile of the process.</summary>
    public MemoryProfile? Profile { get; init; } = MemoryProfile.Process;

    /// <summary>Which large pages are asked for. Refused, smaller ones are used and the profile says so.</summary>
    public HugePages HugePages { get; init; }

    /// <summary>The NUMA node whose memory is preferred, as for <see cref="ArenaOptions.NumaNode"/>.</summary>
    public int? NumaNode { get; init; }

    /// <summary>What an array does to find writes outside it, which shows when it is disposed. Lists have no guards. Default <see cref="MemoryGuards.Default"/>.</summary>
    public MemoryGuards Guards { get; init; } = MemoryGuards.Default;

    internal static CollectionOptions Of(string name, bool hugePages) =>
        new() { Name = name, HugePages = hugePages ? HugePages.Transparent : HugePages.None };
}
