using System.Numerics;
using TurtlGraph.IO;

namespace TurtlGraph.Streaming.Tests;

public class TimeBudgetTests
{
    private const int Assets = 2000;

    [Fact]
    public void What_does_not_fit_in_the_budget_is_done_in_later_updates_and_nothing_is_left_out()
    {
        using TestWorld world = new TestWorld().AddMany("a", Assets, 64).Write();
        using VirtualRun run = Run(world);
        AssetHandle[] handles = RequestAll(run);
        run.Step();
        Assert.InRange(run.Metrics.RequestsTotal, 1, Assets / 2);
        Assert.True(run.Metrics.CarriedOver > 0);
        run.RunUntilAllEnded();
        Assert.All(handles, handle => Assert.Equal(RequestStatus.Ready, run.Runtime.Status(handle)));
        Assert.Contains(run.Runtime.Systems, system => system is { Name: "Ingest", CarriedOver: > 0 });
    }

    [Fact]
    public void With_next_to_no_time_every_system_still_gets_on_and_every_request_ends()
    {
        using TestWorld world = new TestWorld().AddMany("a", Assets, 64).Write();
        using VirtualRun run = Run(world);
        run.Runtime.FrameBudget = TimeSpan.FromTicks(1);
        AssetHandle[] handles = [.. Enumerable.Range(0, 400).Select(i => run.Request($"a{i}"))];
        run.RunUntilAllEnded();
        Assert.All(handles, handle => Assert.Equal(RequestStatus.Ready, run.Runtime.Status(handle)));
        Assert.Contains(run.Runtime.Systems, system => system is { Name: "PriorityRecalculation", CarriedOver: > 0 });
        Assert.Contains(run.Runtime.Systems, system => system is { Name: "Submit", CarriedOver: > 0 });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_loading_screen_and_a_budget_of_zero_have_no_limit(bool isLoadingScreen)
    {
        using TestWorld world = new TestWorld().AddMany("a", Assets, 64).Write();
        using VirtualRun run = Run(world);
        run.Runtime.IsLoadingScreen = isLoadingScreen;
        run.Runtime.FrameBudget = isLoadingScreen ? run.Runtime.FrameBudget : TimeSpan.Zero;
        RequestAll(run);
        run.Step();
        Assert.Equal(Assets, run.Metrics.RequestsTotal);
        Assert.Equal(0, run.Metrics.CarriedOver);
        Assert.Equal(0, run.Metrics.Overruns);

        // And back in the game, there is one again.
        run.Runtime.IsLoadingScreen = false;
        run.Runtime.FrameBudget = TimeSpan.FromMilliseconds(2);
        RequestAll(run);
        run.Step();
        Assert.True(run.Metrics.CarriedOver > 0);
    }

    [Fact]
    public void With_half_of_the_budget_half_is_done()
    {
        using TestWorld world = new TestWorld().AddMany("a", Assets, 64).Write();
        using VirtualRun whole = Run(world);
        using VirtualRun half = Run(world);
        half.Runtime.FrameBudget = whole.Runtime.FrameBudget / 2;
        RequestAll(whole);
        RequestAll(half);
        whole.Step();
        half.Step();
        Assert.InRange((double)half.Metrics.RequestsTotal / whole.Metrics.RequestsTotal, 0.3, 0.7);
    }

    [Fact]
    public void Requests_that_all_end_at_once_do_not_make_an_update_longer_than_its_budget()
    {
        using TestWorld world = new TestWorld(null).AddMany("a", 8000, 64).Write();
        var processor = new SteppingClock(TimeSpan.FromMicroseconds(10));
        using var run = new VirtualRun(world, o => { o.RequestTimeout = TimeSpan.FromSeconds(2); o.MaxBytesInFlight = 1; }, new FaultPlan { NeverRate = 1 }, processorClock: processor);
        run.Runtime.IsLoadingScreen = true;
        AssetHandle[] all = [.. Enumerable.Range(0, 8000).Select(i => run.Request($"a{i}"))];
        run.Step(120);
        run.Runtime.IsLoadingScreen = false;
        long most = 0;
        while (run.Metrics.RequestsOpen > 0 && run.Clock.Seconds < 60)
        {
            long before = run.Metrics.RequestsFailed;
            run.Step();
            most = Math.Max(most, run.Metrics.RequestsFailed - before);
        }

        Assert.All(all, handle => Assert.Equal(RequestStatus.Failed, run.Runtime.Status(handle)));

        // Two milliseconds, looked at every 16 of them.
        Assert.InRange(most, 16, 3200);
        Assert.Contains(run.Runtime.Systems, system => system is { Name: "IoCompletion", CarriedOver: > 0 });
    }

    [Fact]
    public void A_system_that_overruns_its_share_is_named()
    {
        using TestWorld world = new TestWorld().AddMany("a", 10, 64).Write();
        var processor = new SteppingClock(TimeSpan.FromMicroseconds(1));
        var clock = new VirtualClock();
        var source = new SlowToPoll(new SimulatedByteSource(new DeviceModel(), clock), processor);
        using var runtime = new AssetRuntime(new StreamingOptions { Clock = clock, Source = source, Predictor = "none", MaxAssets = 1 << 10 }, processor);
        runtime.Open(world.Path);
        runtime.Update([], VirtualRun.FrameSeconds);
        Assert.Null(runtime.Metrics.OverrunSystem);
        Assert.Equal(0, runtime.Metrics.Overruns);

        source.PollTime = TimeSpan.FromMilliseconds(7);
        runtime.Update([], VirtualRun.FrameSeconds);
        source.PollTime = TimeSpan.FromMilliseconds(3);
        runtime.Update([], VirtualRun.FrameSeconds);
        source.PollTime = TimeSpan.Zero;
        runtime.Update([], VirtualRun.FrameSeconds);

        Assert.Equal("IoCompletion", runtime.Metrics.OverrunSystem);
        Assert.Equal("IoCompletion", runtime.Metrics.WorstOverrunSystem);
        Assert.Equal(2, runtime.Metrics.Overruns);
        Assert.InRange(runtime.Metrics.OverrunMicroseconds, 2000, 3000);
        Assert.InRange(runtime.Metrics.WorstOverrunMicroseconds, 6000, 7000);
    }

    [Fact]
    public void Long_frames_lower_the_bandwidth_but_not_while_loading()
    {
        using TestWorld world = new TestWorld().AddMany("a", 10, 64).Write();
        using var run = new VirtualRun(world);
        double first = run.Metrics.BandwidthBytesPerSecond;
        run.Runtime.IsLoadingScreen = true;
        RunLongFrames(run);
        double loading = run.Metrics.BandwidthBytesPerSecond;
        run.Runtime.IsLoadingScreen = false;
        RunLongFrames(run);
        Assert.True(loading >= first);
        Assert.True(run.Metrics.BandwidthBytesPerSecond < loading);
    }

    [Fact]
    public void Viewers_take_turns_when_there_is_no_time_for_all()
    {
        var world = new TestWorld();
        for (int viewer = 0; viewer < 4; viewer++)
        {
            for (int i = 0; i < 20; i++)
            {
                world.Add($"v{viewer} {i}", 64, new Vector3(110 + (i % 5), 0, (viewer * 10_000) + (i / 5)));
            }
        }

        using (world.Write())
        {
            // A share so small that it is used up when the second viewer's turn comes.
            using var run = new VirtualRun(
                world, o => { o.Predictor = "spatial"; o.FrameBudget = TimeSpan.FromTicks(1); }, processorClock: new SteppingClock(TimeSpan.FromMicroseconds(10)));
            var viewers = new Viewer[4];
            for (int frame = 0; frame < 60; frame++)
            {
                for (int i = 0; i < viewers.Length; i++)
                {
                    viewers[i] = new Viewer(new Vector3(frame / 6f, 0, i * 10_000), Vector3.UnitX, 100);
                }

                run.Runtime.Update(viewers, VirtualRun.FrameSeconds);
                run.Clock.Advance(VirtualRun.FrameSeconds);
            }

            for (int viewer = 0; viewer < 4; viewer++)
            {
                Assert.Contains(Enumerable.Range(0, 20), i => run.Runtime.TryGet(Bundles.AssetId.FromName($"v{viewer} {i}"), out _));
            }
        }
    }

    private static VirtualRun Run(TestWorld world) => new(
        world,
        o => { o.FrameBudget = TimeSpan.FromMilliseconds(2); o.MaxReadsInFlight = 256; },
        processorClock: new SteppingClock(TimeSpan.FromMicroseconds(50)));

    private static AssetHandle[] RequestAll(VirtualRun run) => [.. Enumerable.Range(0, Assets).Select(i => run.Request($"a{i}"))];

    private static void RunLongFrames(VirtualRun run)
    {
        for (int frame = 0; frame < 20; frame++)
        {
            run.Runtime.Update([], 0.1);
            run.Clock.Advance(0.1);
        }
    }

    /// <summary>A source that costs processor time when it is polled.</summary>
    private sealed class SlowToPoll(IByteSource inner, SteppingClock processor) : IByteSource
    {
        public TimeSpan PollTime { get; set; }

        public string Name => inner.Name;

        public int QueueDepth => inner.QueueDepth;

        public int AddFile(string path) => inner.AddFile(path);

        public int Submit(ReadOnlySpan<ReadRequest> reads) => inner.Submit(reads);

        public int Poll(Span<ReadCompletion> completions)
        {
            processor.Advance(PollTime);
            return inner.Poll(completions);
        }

        public bool WaitForCompletion(int milliseconds) => inner.WaitForCompletion(milliseconds);

        public bool Cancel(ulong token) => inner.Cancel(token);

        public void Dispose() => inner.Dispose();
    }
}
