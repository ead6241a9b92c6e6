namespace TurtlGraph.Caching;

/// <summary>The tiers in which bytes are to be kept; several at once.</summary>
[Flags]
public enum Placement : byte
{
    /// <summary>In none: they are used and forgotten.</summary>
    None = 0,

    /// <summary>In memory, decoded and ready.</summary>
    Memory = 1,

    /// <summary>In the disk store.</summary>
    Disk = 2,

    /// <summary>In both.</summary>
    MemoryAndDisk = Memory | Disk,
}
