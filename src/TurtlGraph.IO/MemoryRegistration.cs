namespace TurtlGraph.IO;

/// <summary>What became of memory that a byte source was told of.</summary>
public enum MemoryRegistration : byte
{
    /// <summary>The source has no use for it.</summary>
    Ignored = 0,

    /// <summary>The memory is pinned: reads into it skip the page look-up.</summary>
    Registered = 1,

    /// <summary>The system refused, for instance by its limit of locked memory; reads work without.</summary>
    Refused = 2,
}
