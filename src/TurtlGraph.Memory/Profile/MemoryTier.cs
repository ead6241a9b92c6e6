namespace TurtlGraph.Memory;

/// <summary>Where memory comes from, fastest to get first to last resort.</summary>
public enum MemoryTier : byte
{
    /// <summary>Files mapped for reading: shared with the system's page cache, never written.</summary>
    Mapped = 0,

    /// <summary>Reserved ranges committed in steps: arenas, payload memory, native collections, rings.</summary>
    Arena = 1,

    /// <summary>Fixed-size slots of lock-free pools.</summary>
    Pool = 2,

    /// <summary>The system's heap: what fits no other tier.</summary>
    Heap = 3,
}
