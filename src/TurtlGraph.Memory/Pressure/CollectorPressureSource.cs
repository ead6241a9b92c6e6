namespace TurtlGraph.Memory;

/// <summary>
/// What the garbage collector saw when it last ran, which knows limits that no file tells (job objects on Windows, a heap limit in
/// the configuration). Its figures are as old as that collection, so they count for a short time only.
/// </summary>
internal sealed class CollectorPressureSource(TimeProvider clock) : PressureSource("gc")
{
    private static readonly TimeSpan s_validFor = TimeSpan.FromSeconds(10);

    private PressureReading _last;
    private long _readAt;
    private int _collections;

    public override bool TryRead(out PressureReading reading)
    {
        // Asking allocates, so only a new collection is asked about.
        var collections = GC.CollectionCount(0);
        if (collections != _collections)
        {
            _collections = collections;
            _last = From(GC.GetGCMemoryInfo(GCKind.Any));
            _readAt = clock.GetTimestamp();
        }

        var isTold = _last.LimitBytes > 0 && clock.GetElapsedTime(_readAt) <= s_validFor;
        reading = isTold ? _last : default;
        return isTold;
    }

    /// <summary>The load from which the collector spares no effort stands where an emergency begins.</summary>
    private static PressureReading From(GCMemoryInfo info)
    {
        if (info.HighMemoryLoadThresholdBytes <= 0 || info.TotalAvailableMemoryBytes <= 0)
        {
            return default;
        }

        var load = (double)info.MemoryLoadBytes / info.HighMemoryLoadThresholdBytes * PressureGauge.EmergencyThreshold;
        var heap = (double)info.TotalCommittedBytes / info.TotalAvailableMemoryBytes;
        return heap > load
            ? new PressureReading(heap, info.TotalCommittedBytes, info.TotalAvailableMemoryBytes)
            : new PressureReading(load, info.MemoryLoadBytes, info.HighMemoryLoadThresholdBytes);
    }
}
