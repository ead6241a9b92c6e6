using TurtlGraph.Memory;
using TurtlGraph.Streaming;

namespace TurtlGraph.Flythrough;

/// <summary>Follows what a flight costs in memory; allocates nothing from frame to frame.</summary>
internal sealed class MemoryMeter
{
    private PageFaults _processStart, _threadStart, _process, _thread;
    private double _worstFragmentation;
    private long _leastTarget = long.MaxValue;

    /// <summary>Marks the first frame. On the game thread, as the rest.</summary>
    public void Start()
    {
        _processStart = PageFaults.OfProcess();
        _threadStart = PageFaults.OfThread();
    }

    /// <summary>Takes a look at the runtime's figures.</summary>
    public void Note(in RuntimeMetrics metrics)
    {
        _worstFragmentation = Math.Max(_worstFragmentation, metrics.Fragmentation);
        _leastTarget = Math.Min(_leastTarget, metrics.TargetBytes);
    }

    /// <summary>Marks the last frame.</summary>
    public void Finish()
    {
        _process = PageFaults.OfProcess().Since(_processStart);
        _thread = PageFaults.OfThread().Since(_threadStart);
    }

    /// <summary>The figures, with the profile as it is now.</summary>
    public FlightMemory Report(MemoryPressureMonitor? monitor) => new()
    {
        Profile = MemoryProfile.Process.Snapshot(),
        Faults = _process,
        GameThreadFaults = _thread,
        WorstFragmentation = _worstFragmentation,
        PeakPressure = monitor?.Peak ?? default,
        WatchesPressure = monitor is not null,
        LeastTargetBytes = _leastTarget == long.MaxValue ? 0 : _leastTarget,
    };
}
