namespace TurtlGraph.Caching;

/// <content>Figures.</content>
public sealed partial class DiskStore
{
    internal StoreCore Core => _core;

    /// <summary>What the store holds and has done; figures of different moments, each right by itself.</summary>
    public DiskStoreStatistics Statistics()
    {
        StoreCounters counted = _core.Counters;
        return new DiskStoreStatistics
        {
            Keys = _core.Index.Count,
            IndexBytes = _core.Index.Bytes,
            Segments = _core.Segments.Count,
            FileBytes = _core.Segments.Bytes,
            LiveBytes = _core.Segments.All.Sum(segment => segment.LiveBytes),
            QueuedBytes = _queue.Bytes,
            Hits = Interlocked.Read(ref counted.Hits),
            Misses = Interlocked.Read(ref counted.Misses),
            Puts = Interlocked.Read(ref counted.Puts),
            NotAdmitted = Interlocked.Read(ref counted.NotAdmitted),
            OverBudget = Interlocked.Read(ref counted.OverBudget),
            QueueFull = Interlocked.Read(ref counted.QueueFull),
            Damaged = Interlocked.Read(ref counted.Damaged),
            TornBytes = Interlocked.Read(ref counted.TornBytes),
            WrittenBytes = Interlocked.Read(ref counted.WrittenBytes),
            EvictedSegments = Interlocked.Read(ref counted.EvictedSegments),
            EvictedRecords = Interlocked.Read(ref counted.EvictedRecords),
            ReinsertedRecords = Interlocked.Read(ref counted.ReinsertedRecords),
            ExpiredSegments = Interlocked.Read(ref counted.ExpiredSegments),
            Compactions = Interlocked.Read(ref counted.Compactions),
            CompactedBytes = Interlocked.Read(ref counted.CompactedBytes),
            Flushes = Interlocked.Read(ref counted.Flushes),
            WriteErrors = Interlocked.Read(ref counted.WriteErrors),
            CheckedBytes = Interlocked.Read(ref counted.CheckedBytes),
            IsRecovered = _recovered.IsSet,
        };
    }
}
