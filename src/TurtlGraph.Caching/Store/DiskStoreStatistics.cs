namespace TurtlGraph.Caching;

/// <summary>What a <see cref="DiskStore"/> holds, and what it has done since it was opened.</summary>
public sealed record DiskStoreStatistics
{
    /// <summary>Keys in the index; marks of removed keys count until nothing older of them can lie in a file.</summary>
    public required long Keys { get; init; }

    /// <summary>Bytes of memory that the index takes.</summary>
    public required long IndexBytes { get; init; }

    /// <summary>Segment files.</summary>
    public required int Segments { get; init; }

    /// <summary>Bytes of the segment files.</summary>
    public required long FileBytes { get; init; }

    /// <summary>Bytes of records that a key names, with headers and padding.</summary>
    public required long LiveBytes { get; init; }

    /// <summary>Bytes that wait to be written.</summary>
    public required long QueuedBytes { get; init; }

    /// <summary>Reads that found their record.</summary>
    public required long Hits { get; init; }

    /// <summary>Reads that did not, for whatever reason.</summary>
    public required long Misses { get; init; }

    /// <summary>Records accepted.</summary>
    public required long Puts { get; init; }

    /// <summary>Offers refused by the admission filter.</summary>
    public required long NotAdmitted { get; init; }

    /// <summary>Offers refused by the write budget.</summary>
    public required long OverBudget { get; init; }

    /// <summary>Offers refused because too much waited.</summary>
    public required long QueueFull { get; init; }

    /// <summary>Records, or stretches of files, that were found damaged and dropped.</summary>
    public required long Damaged { get; init; }

    /// <summary>Bytes at ends of files that a crash had cut short.</summary>
    public required long TornBytes { get; init; }

    /// <summary>Bytes written, those of compaction and reinsertion included.</summary>
    public required long WrittenBytes { get; init; }

    /// <summary>Segments evicted to make room.</summary>
    public required long EvictedSegments { get; init; }

    /// <summary>Records that went with them.</summary>
    public required long EvictedRecords { get; init; }

    /// <summary>Records of theirs that were kept because they were read much.</summary>
    public required long ReinsertedRecords { get; init; }

    /// <summary>Segments dropped because their time was over.</summary>
    public required long ExpiredSegments { get; init; }

    /// <summary>Compactions done.</summary>
    public required long Compactions { get; init; }

    /// <summary>Bytes that compactions wrote.</summary>
    public required long CompactedBytes { get; init; }

    /// <summary>Group commits that were flushed.</summary>
    public required long Flushes { get; init; }

    /// <summary>Times the disk refused a write.</summary>
    public required long WriteErrors { get; init; }

    /// <summary>Bytes looked at after opening.</summary>
    public required long CheckedBytes { get; init; }

    /// <summary>Whether looking at them is over.</summary>
    public required bool IsRecovered { get; init; }
}
