namespace TurtlGraph.Caching;

/// <summary>When a <see cref="DiskStore"/> acknowledges a record.</summary>
public enum StoreDurability : byte
{
    /// <summary>When the system has taken its bytes: it outlives the process, not a loss of power. Segments are flushed when they are full and before the index is saved.</summary>
    Buffered = 0,

    /// <summary>When the device has taken its bytes: all records that have gathered meanwhile are written and flushed together (group commit).</summary>
    Flushed = 1,
}
