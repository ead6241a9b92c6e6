namespace TurtlGraph.Caching;

/// <summary>
/// A segment file and what is known of it. The store's thread changes it; readers read its file and mark it as used.
/// </summary>
internal sealed class StoreSegment(ulong number, int slot, long expiry, IStoreFile file)
{
    private long _lastUse;
    private long _live;

    /// <summary>Its number, which its name says; never used twice.</summary>
    public ulong Number { get; } = number;

    /// <summary>How places name it, as long as it is there.</summary>
    public int Slot { get; } = slot;

    /// <summary>Seconds since 1970 after which every record in it has expired; 0 for never.</summary>
    public long Expiry { get; } = expiry;

    public IStoreFile File { get; } = file;

    public string Name => SegmentHeader.NameOf(Number);

    /// <summary>Bytes of the file that are in use.</summary>
    public long Length { get; set; } = SegmentHeader.Size;

    /// <summary>Bytes that lie on the device for certain.</summary>
    public long FlushedLength { get; set; }

    /// <summary>Whether nothing is appended any more.</summary>
    public bool IsSealed { get; set; }

    /// <summary>Whether its records have all been looked at since the store was opened, or lie in a saved index.</summary>
    public bool IsKnown { get; set; } = true;

    /// <summary>The lowest sequence number of a record in it.</summary>
    public ulong FirstSequence { get; set; } = ulong.MaxValue;

    /// <summary>When it was last read from, in the store's count of reads.</summary>
    public long LastUse
    {
        get => Volatile.Read(ref _lastUse);
        set => Volatile.Write(ref _lastUse, value);
    }

    /// <summary>Bytes of records that the index names.</summary>
    public long LiveBytes => Interlocked.Read(ref _live);

    public void AddLive(long bytes) => Interlocked.Add(ref _live, bytes);

    /// <summary>The share of its bytes that no key names, 0 to 1.</summary>
    public double Waste => Length <= SegmentHeader.Size ? 0 : Math.Clamp(1 - (LiveBytes / (double)(Length - SegmentHeader.Size)), 0, 1);
}
