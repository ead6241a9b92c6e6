namespace TurtlGraph.Memory;

/// <summary>
/// Watches how scarce memory is: budgets, the limits of the process's control groups, PSI, the machine, the garbage collector. A
/// thread of its own looks some times a second; who wants to know reads <see cref="State"/>, one volatile word, on any thread.
/// </summary>
public sealed partial class MemoryPressureMonitor : IDisposable
{
    private const int NoSource = 0xFFFF;

    private readonly Lock _lock = new();
    private readonly PressureSource[] _sources;
    private readonly PressureGauge[] _gauges;
    private readonly PressureSourceState[] _states;
    private readonly TimeSpan _interval;
    private readonly ManualResetEvent? _end;
    private readonly Thread? _thread;
    private long _word = Pack(default, default, NoSource, 0);
    private long _peak = Pack(default, default, NoSource, 0);
    private long _samples;
    private bool _disposed;

    /// <summary>Makes a monitor, takes a first look, and starts its thread unless it is manual.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The interval is below 10 ms.</exception>
    public MemoryPressureMonitor(MemoryPressureOptions? options = null)
    {
        options ??= new MemoryPressureOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Interval, TimeSpan.FromMilliseconds(10), nameof(options));
        _sources = [.. options.Sources, .. options.WatchesSystem ? SystemPressure.FindSources() : []];
        _gauges = new PressureGauge[_sources.Length];
        _states = [.. _sources.Select(source => new PressureSourceState(source.Name, source.Place, false, default, default, default))];
        _interval = options.Interval;
        if (options.IsManual)
        {
            return;
        }

        Sample();
        _end = new ManualResetEvent(false);
        _thread = new Thread(Watch, 128 << 10) { IsBackground = true, Name = "memory pressure", Priority = ThreadPriority.Lowest };
        _thread.Start();
    }

    /// <summary>How scarce memory is, as of the last look. Any thread; allocates nothing.</summary>
    public PressureState State => Unpack(Volatile.Read(ref _word));

    /// <summary>The strongest state there has been.</summary>
    public PressureState Peak => Unpack(Volatile.Read(ref _peak));

    /// <summary>How often was looked.</summary>
    public long Samples => Volatile.Read(ref _samples);

    /// <summary>What each source told last. Any thread; allocates, so for reports.</summary>
    public IReadOnlyList<PressureSourceState> Sources
    {
        get
        {
            lock (_lock)
            {
                return [.. _states];
            }
        }
    }

    /// <summary>Looks now and returns what is seen. Reads files or asks the system, so not for the frame thread.</summary>
    public PressureState Sample()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return State;
            }

            var (level, action, strongest) = (MemoryPressure.None, PressureAction.None, NoSource);
            for (var i = 0; i < _sources.Length; i++)
            {
                Read(i);
                level = (MemoryPressure)Math.Max((byte)level, (byte)_states[i].Level);
                action = (PressureAction)Math.Max((byte)action, (byte)_states[i].Action);
                strongest = IsStronger(i, strongest) ? i : strongest;
            }

            Publish(level, action, strongest);
            _samples++;
            return State;
        }
    }

    /// <summary>Ends the thread and disposes the sources; <see cref="State"/> stays what it was.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        // From here on the thread finds nothing to do, and ends.
        _end?.Set();
        _thread?.Join();
        lock (_lock)
        {
            foreach (var source in _sources)
            {
                source.Dispose();
            }
        }

        _end?.Dispose();
    }

    private static long Pack(MemoryPressure level, PressureAction action, int source, uint changes) =>
        (byte)level | ((long)action << 8) | ((long)source << 16) | ((long)changes << 32);

    private PressureState Unpack(long word)
    {
        var source = (int)(word >> 16) & 0xFFFF;
        return new PressureState(
            (MemoryPressure)(byte)word, (PressureAction)(byte)(word >> 8), source == NoSource ? null : _sources[source].Name, (uint)(word >> 32));
    }

    private void Watch()
    {
        while (!_end!.WaitOne(_interval))
        {
            Sample();
        }
    }

    private void Read(int index)
    {
        ref var state = ref _states[index];
        if (!_sources[index].TryRead(out var reading) || double.IsNaN(reading.Share))
        {
            // Who tells nothing presses nobody.
            _gauges[index] = default;
            state = state with { IsTold = false, Reading = default, Level = default, Action = default };
            return;
        }

        _gauges[index].Update(reading.Share);
        state = new PressureSourceState(
            state.Name, _sources[index].Place, true, reading, _gauges[index].Level, _gauges[index].Action);
    }

    private bool IsStronger(int index, int than)
    {
        ref readonly var one = ref _states[index];
        if (one.Level == MemoryPressure.None)
        {
            return false;
        }

        if (than == NoSource)
        {
            return true;
        }

        ref readonly var other = ref _states[than];
        return one.Action != other.Action ? one.Action > other.Action
            : one.Level != other.Level ? one.Level > other.Level
            : one.Reading.Share > other.Reading.Share;
    }

    private void Publish(MemoryPressure level, PressureAction action, int source)
    {
        var changes = (uint)(_word >> 32);
        var word = Pack(level, action, source, changes);
        if (word != _word)
        {
            Volatile.Write(ref _word, Pack(level, action, source, unchecked(changes + 1)));
        }

        var peak = Unpack(_peak);
        if (level > peak.Level || (level == peak.Level && action > peak.Action))
        {
            Volatile.Write(ref _peak, Pack(level, action, source, 0));
        }
    }
}
