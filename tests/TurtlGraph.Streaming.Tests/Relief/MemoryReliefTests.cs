using System.Numerics;
using TurtlGraph.Bundles;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming.Tests;

/// <summary>What the runtime does when the system runs short of memory, with a monitor that sees what the test says.</summary>
public sealed class MemoryReliefTests : IDisposable
{
    private const long Budget = 8 << 20;
    private const int Length = 100_000;

    private readonly MemoryPressureMonitor _monitor;
    private long _percent;

    public MemoryReliefTests() => _monitor = new MemoryPressureMonitor(new MemoryPressureOptions
    {
        IsManual = true,
        WatchesSystem = false,
        Sources = [new BudgetPressureSource(() => _percent, 100)],
    });

    public void Dispose() => _monitor.Dispose();

    [Fact]
    public void A_virtual_run_reads_no_pressure_of_the_system()
    {
        using TestWorld world = new TestWorld().AddMany("a", 2, Length).Write();
        using var run = new VirtualRun(world, o => o.MemoryBudgetBytes = Budget);
        run.Step(10);
        Assert.Null(run.Runtime.PressureMonitor);
        Assert.Equal((PressureAction.None, null), (run.Metrics.PressureAction, run.Metrics.PressureSource));
        Assert.Equal(run.Runtime.State.Payloads.Capacity, run.Metrics.TargetBytes);
    }

    [Fact]
    public void A_run_on_the_real_clock_watches_the_system_and_stops_with_the_runtime()
    {
        MemoryPressureMonitor monitor;
        using (var runtime = new AssetRuntime(new StreamingOptions { MemoryBudgetBytes = Budget, MaxAssets = 1 << 10, PressureInterval = TimeSpan.FromMilliseconds(10) }))
        {
            monitor = runtime.PressureMonitor!;
            Assert.Contains(monitor.Sources, source => source.IsTold);
        }

        long samples = monitor.Samples;
        monitor.Sample();
        Assert.Equal(samples, monitor.Samples);
    }

    [Fact]
    public void Under_shrink_what_nobody_holds_goes_and_what_is_held_stays()
    {
        using TestWorld world = Cloud().Write();
        using VirtualRun run = Run(world);
        AssetHandle[] held = [.. Enumerable.Range(0, 30).Select(i => run.Request($"a{i}"))];
        AssetHandle[] dropped = [.. Enumerable.Range(30, 30).Select(i => run.Request($"a{i}"))];
        run.RunUntilAllEnded();
        Array.ForEach(dropped, handle => run.Runtime.Release(handle));
        run.Step(10);
        long before = run.Metrics.ResidentBytes;

        Press(80);
        run.Step(300);

        Assert.Equal((MemoryPressure.Low, PressureAction.Shrink, "budget"), (run.Metrics.SystemPressure, run.Metrics.PressureAction, run.Metrics.PressureSource));
        Assert.True(run.Metrics.TargetBytes <= run.Runtime.State.Payloads.Capacity / 2 + Length, $"the target fell to {run.Metrics.TargetBytes}");
        Assert.True(run.Metrics.ResidentBytes <= run.Metrics.TargetBytes && run.Metrics.ResidentBytes < before);
        Assert.All(held, handle => Assert.Equal(RequestStatus.Ready, run.Runtime.Status(handle)));
        Assert.True(run.Metrics.ReturnedBytes > Budget / 4, $"{run.Metrics.ReturnedBytes} bytes went back to the system");
    }

    [Fact]
    public void Under_emergency_the_target_falls_further_and_faster()
    {
        using TestWorld world = Cloud().Write();
        long TargetAfter(int percent, int frames)
        {
            using VirtualRun run = Run(world);
            AssetHandle[] handles = [.. Enumerable.Range(0, 60).Select(i => run.Request($"a{i}"))];
            run.RunUntilAllEnded();
            Array.ForEach(handles, handle => run.Runtime.Release(handle));
            Press(percent);
            run.Step(frames);
            Press(0);
            return run.Metrics.TargetBytes;
        }

        Assert.True(TargetAfter(92, 5) < TargetAfter(80, 5));
        Assert.True(TargetAfter(92, 600) < TargetAfter(80, 600));
    }

    [Fact]
    public void Requests_go_on_being_served_inside_the_lowered_target()
    {
        using TestWorld world = Cloud().Write();
        using VirtualRun run = Run(world);
        Press(96);
        run.Step(300);
        var held = new Queue<AssetHandle>();
        for (int i = 0; i < 60; i++)
        {
            held.Enqueue(run.Request($"a{i}"));
            run.RunUntilAllEnded(seconds: 5);
            Assert.Equal(RequestStatus.Ready, run.Runtime.Status(held.Last()));
            Assert.True(run.Metrics.ResidentBytes + run.Metrics.ReservedBytes <= run.Metrics.TargetBytes);
            if (held.Count > 4)
            {
                run.Runtime.Release(held.Dequeue());
            }
        }
    }

    [Fact]
    public void What_is_demanded_is_loaded_above_the_target_when_all_the_rest_is_held()
    {
        using TestWorld world = Cloud().Write();
        using VirtualRun run = Run(world);
        AssetHandle[] held = [.. Enumerable.Range(0, 40).Select(i => run.Request($"a{i}", Urgency.High))];
        run.RunUntilAllEnded();
        Press(96);
        run.Step(300);
        Assert.True(run.Metrics.ResidentBytes > run.Metrics.TargetBytes, "what is held is more than the target");

        AssetHandle low = run.Request("a50", Urgency.Low);
        AssetHandle critical = run.Request("a51", Urgency.High);
        run.RunUntilAllEnded(seconds: 5);

        Assert.Equal(RequestStatus.Ready, run.Runtime.Status(low));
        Assert.Equal(RequestStatus.Ready, run.Runtime.Status(critical));
        Assert.All(held, handle => Assert.Equal(RequestStatus.Ready, run.Runtime.Status(handle)));
    }

    [Fact]
    public void What_only_prediction_wants_goes_under_pressure_after_which_the_target_rises_again()
    {
        using TestWorld world = Cloud().Write();
        using VirtualRun run = Run(world);
        AssetHandle held = run.Request("a0");
        run.RunUntilAllEnded();
        Predict(run, frames: 120);
        long predicted = run.Metrics.ResidentBytes;
        Assert.True(predicted > Budget / 2, $"prediction filled {predicted}");

        Press(92);
        Predict(run, frames: 300);
        Assert.True(run.Metrics.ResidentBytes <= run.Metrics.TargetBytes && run.Metrics.ResidentBytes < predicted / 2, $"{run.Metrics.ResidentBytes} of {predicted} stayed");
        Assert.Equal(RequestStatus.Ready, run.Runtime.Status(held));

        Press(10);
        run.Step(1200);
        Assert.Equal(run.Runtime.State.Payloads.Capacity, run.Metrics.TargetBytes);
        for (int i = 1; i < 60; i++)
        {
            run.Request($"a{i}");
        }

        run.RunUntilAllEnded();
        Assert.Equal(60, run.Metrics.ResidentAssets);
    }

    [Fact]
    public void Each_change_is_in_the_trace_and_the_same_script_decides_the_same()
    {
        using TestWorld world = Cloud().Write();
        ulong Fly(List<long> changes)
        {
            using VirtualRun run = Run(world);
            for (int frame = 0; frame < 400; frame++)
            {
                AssetHandle handle = run.Request($"a{frame % 60}");
                Press(frame is > 100 and < 250 ? 93 : 20);
                run.Step();
                run.Runtime.Release(handle);
                while (run.Runtime.Trace.TryRead(out TraceEvent item))
                {
                    if (item.Kind == TraceKind.PressureChanged)
                    {
                        changes.Add(item.Detail);
                    }
                }
            }

            return run.Runtime.Trace.Hash;
        }

        List<long> first = [], second = [];
        Assert.Equal(Fly(first), Fly(second));
        Assert.Equal([((long)MemoryPressure.Medium << 8) | (long)PressureAction.Emergency, 0], first);
        Assert.Equal(first, second);
    }

    [Fact]
    public void A_warm_frame_under_pressure_allocates_no_managed_byte()
    {
        if (MemoryGuards.Default.Enabled)
        {
            // The ledger of the guards keeps managed records.
            return;
        }

        using TestWorld world = Cloud().Write();
        using VirtualRun run = Run(world);
        AssetId[] ids = [.. Enumerable.Range(0, 60).Select(i => AssetId.FromName($"a{i}"))];
        var viewers = new Viewer[] { new(Vector3.Zero, Vector3.UnitX) };

        // All code has run once when the pressure that is measured begins: code allocates when it is first called.
        Press(93);
        Fly(100);
        Press(10);
        Fly(600);
        Press(93);
        long before = GC.GetAllocatedBytesForCurrentThread();
        long evictions = run.Metrics.Evictions;
        Fly(400);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(run.Metrics.Evictions > evictions, "the measured frames evict");
        Assert.True(run.Metrics.ReturnedBytes > 0, "and give pages back");

        void Fly(int frames)
        {
            for (int frame = 0; frame < frames; frame++)
            {
                run.Runtime.Request(ids[frame % ids.Length], new Demand(), out AssetHandle handle);
                run.Runtime.Update(viewers, VirtualRun.FrameSeconds);
                run.Clock.Advance(VirtualRun.FrameSeconds);
                run.Runtime.Release(handle);
            }
        }
    }

    private static TestWorld Cloud() => new TestWorld(new BundleBuilderOptions { Codec = BundleCodecChoice.None }).AddMany("a", 60, Length, spacing: 1);

    private static void Predict(VirtualRun run, int frames)
    {
        for (int frame = 0; frame < frames; frame++)
        {
            for (int i = 1; i < 60; i++)
            {
                Assert.True(run.Runtime.State.Catalog.TryFind(AssetId.FromName($"a{i}"), out int asset));
                run.Runtime.State.Predictions.Predict(asset, (float)run.Runtime.Time + 10, 1, PredictionSource.Spatial);
            }

            run.Step();
        }
    }

    private void Press(long percent)
    {
        _percent = percent;
        _monitor.Sample();
    }

    private VirtualRun Run(TestWorld world, Action<StreamingOptions>? configure = null)
    {
        Press(0);
        return new VirtualRun(world, o =>
        {
            o.MemoryBudgetBytes = Budget;
            o.PressureMonitor = _monitor;
            configure?.Invoke(o);
        });
    }
}
