using System.Numerics;
using TurtlGraph.IO;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming.Tests;

/// <summary>
/// What changes around a runtime in a soak, at random: who looks from where, how much memory the system leaves, how much time an update
/// has, whether a loading screen is shown, where retries go.
/// </summary>
internal sealed class SoakChanges : IDisposable
{
    private const int World = 1600;

    // What may still be committed after a quarter of the run: payload memory, which the system gets back under pressure, and tables that grow in steps.
    private const long AllowedGrowth = (4 << 20) + (2 << 20);

    // What the framework makes when a rare path is met for the first time, in all of the run.
    private const long FirstMeetingBytes = 16 << 10;

    private readonly Random _random;
    private readonly bool _isTimed;
    private readonly MemoryPressureMonitor _monitor;
    private readonly List<UncountedSource> _sources = [];
    private readonly List<Vector3> _places = [Vector3.Zero];
    private long _percent;
    private long _committed;
    private long _allocated;

    public SoakChanges(int seed)
    {
        _random = new Random(seed * 31);
        _isTimed = seed % 2 == 0;
        ProcessorClock = _isTimed ? new SteppingClock(TimeSpan.FromMicroseconds(10)) : null;
        _monitor = new MemoryPressureMonitor(new MemoryPressureOptions
        {
            IsManual = true,
            WatchesSystem = false,
            Sources = [new BudgetPressureSource(() => _percent, 100)],
        });
    }

    /// <summary>With one, work takes time and updates are cut short.</summary>
    public SteppingClock? ProcessorClock { get; }

    public void Configure(StreamingOptions options)
    {
        options.PressureMonitor = _monitor;
        options.Source = Uncounted(options.Source!);
        options.DecodeTimeout = TimeSpan.FromSeconds(1);
        if (_random.Next(2) == 0)
        {
            var mirror = new SimulatedByteSource(new DeviceModel { LatencySeconds = 0.02, BytesPerSecond = 5e6 }, options.Clock);
            var faults = new FaultPlan { Seed = 3, ErrorRate = 0.02, NeverRate = 0.01, FlippedBitRate = 0.02 };
            options.RetrySource = Uncounted(new FaultInjectingByteSource(mirror, faults, options.Clock));
        }
    }

    /// <summary>Changes this and that before an update.</summary>
    public void Make(VirtualRun run)
    {
        if (_random.Next(300) == 0)
        {
            _places.Add(Anywhere());
        }

        if (_random.Next(400) == 0 && _places.Count > 0)
        {
            _places.RemoveAt(_random.Next(_places.Count));
        }

        for (int i = 0; i < _places.Count; i++)
        {
            Vector3 place = _random.Next(200) == 0 ? Anywhere() : _places[i] + new Vector3(_random.Next(6), 0, 0);
            _places[i] = place with { X = place.X % World };
        }

        run.LookFrom([.. _places.Take(RuntimeState.MaxViewers).Select(place => new Viewer(place, Vector3.UnitX, _random.Next(50, 400)))]);
        if (_random.Next(300) == 0)
        {
            _percent = _random.Next(3) == 0 ? _random.Next(75, 100) : 10;
        }

        _monitor.Sample();
        if (_random.Next(500) == 0)
        {
            run.Runtime.FrameBudget = TimeSpan.FromMilliseconds(_random.Next(4) * 0.5);
            run.Runtime.IsLoadingScreen = _random.Next(4) == 0;
        }
    }

    /// <summary>After a quarter of the run all tables have their size: from then on updates allocate nothing managed but at first meetings, and next to nothing native.</summary>
    public void NoteMemory(VirtualRun run, int frame, int frames)
    {
        if (MemoryGuards.Default.Enabled)
        {
            // They keep records of their own.
            return;
        }

        if (frame == frames / 4)
        {
            _committed = MemoryProfile.Process.CommittedBytes;
            _allocated = AllocatedBy(run);
        }
        else if (frame == frames - 1)
        {
            Assert.InRange(AllocatedBy(run), _allocated, _allocated + FirstMeetingBytes);
            Assert.InRange(MemoryProfile.Process.CommittedBytes, 0, _committed + AllowedGrowth);
        }
    }

    public void Dispose() => _monitor.Dispose();

    private long AllocatedBy(VirtualRun run) => run.AllocatedBytes - _sources.Sum(static source => source.AllocatedBytes);

    private UncountedSource Uncounted(IByteSource source)
    {
        _sources.Add(new UncountedSource(source));
        return _sources[^1];
    }

    private Vector3 Anywhere() => new(_random.Next(World), 0, 0);
}
