namespace TurtlGraph.Caching;

/// <summary>What became of an offer to a <see cref="DiskStore"/>.</summary>
public enum StorePutStatus : byte
{
    /// <summary>It is on its way to the disk and will be readable soon.</summary>
    Accepted = 0,

    /// <summary>Too many bytes wait to be written; offer it again later, or not at all.</summary>
    QueueFull = 1,

    /// <summary>The store is full and the key was not asked for often enough to displace others.</summary>
    NotAdmitted = 2,

    /// <summary>The bytes that may be written for now are used up.</summary>
    OverWriteBudget = 3,

    /// <summary>The record is longer than a segment can hold.</summary>
    TooLarge = 4,

    /// <summary>The disk takes no writes at present; reads go on, and the store tries again by itself.</summary>
    ReadOnly = 5,
}
