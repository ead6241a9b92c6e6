using System.Collections.Concurrent;

namespace TurtlGraph.Caching;

/// <summary>What the parts of a store share.</summary>
internal sealed class StoreCore(DiskStoreOptions options, IStoreFolder files)
{
    private const int MostReports = 256;

    private readonly ConcurrentQueue<StoreDamage> _reports = new();
    private readonly ConcurrentQueue<StoreKey> _lost = new();
    private long _useClock;

    public DiskStoreOptions Options { get; } = options;

    public IStoreFolder Files { get; } = files;

    public StoreIndex Index { get; } = new();

    public SegmentTable Segments { get; } = new();

    public AdmissionFilter Filter { get; } = new(options.AdmissionReads);

    public StoreCounters Counters { get; } = new();

    /// <summary>The store's mark in every record.</summary>
    public uint StoreId { get; set; }

    /// <summary>Reads so far, this session's and those before; increments that meet may be lost.</summary>
    public long UseClock
    {
        get => Volatile.Read(ref _useClock);
        set => Volatile.Write(ref _useClock, value);
    }

    /// <summary>The number of the last record that was written.</summary>
    public ulong LastSequence { get; set; }

    /// <summary>Whether every segment has been looked at.</summary>
    public bool IsIndexComplete { get; set; }

    /// <summary>Seconds since 1970.</summary>
    public long Now => Options.Clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>The latest reports of damage, oldest first.</summary>
    public IReadOnlyList<StoreDamage> Reports => [.. _reports];

    public void Report(StoreDamage damage, bool isTorn = false)
    {
        Interlocked.Add(ref isTorn ? ref Counters.TornBytes : ref Counters.Damaged, isTorn ? damage.Length : 1);
        _reports.Enqueue(damage);
        while (_reports.Count > MostReports)
        {
            _reports.TryDequeue(out _);
        }
    }

    /// <summary>Forgets a record that was found damaged, when the index still names it, and reports it.</summary>
    public bool Drop(StoreKey key, Place place, string reason)
    {
        if (Index.Remove(key, place).IsNone)
        {
            return false;
        }

        StoreSegment? segment = Segments.At(place.Segment);
        segment?.AddLive(-place.Length);
        if (place.HasOlder)
        {
            _lost.Enqueue(key);
        }

        Report(new StoreDamage(segment?.Name ?? "", place.Offset, place.Length, key, reason));
        return true;
    }

    /// <summary>The next key that was dropped although older records of it may lie about.</summary>
    public bool TryTakeLost(out StoreKey key) => _lost.TryDequeue(out key);

    /// <summary>Reads the header that lies at a place; false when there is none that is whole.</summary>
    public bool TryReadHeader(Place place, out RecordHeader header)
    {
        header = default;
        StoreSegment? segment = Segments.At(place.Segment);
        try
        {
            return segment is not null
                && segment.File.Read(System.Runtime.InteropServices.MemoryMarshal.AsBytes(new Span<RecordHeader>(ref header)), [], place.Offset) == RecordHeader.Size
                && header.IsAt(StoreId, segment.Number, place.Offset);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Whether a segment other than one that is to go may hold a record older than this number.</summary>
    public bool MayHoldOlder(ulong sequence, StoreSegment? except) =>
        !IsIndexComplete || Segments.All.Any(segment => segment.FirstSequence < sequence && segment != except);
}
