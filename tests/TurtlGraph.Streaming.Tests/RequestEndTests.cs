using System.Numerics;
using TurtlGraph.Bundles;
using TurtlGraph.IO;

namespace TurtlGraph.Streaming.Tests;

/// <summary>How long requests may take and how they end.</summary>
public class RequestEndTests
{
    private const long Budget = 4 << 20;
    private static readonly BundleBuilderOptions s_raw = new() { Codec = BundleCodecChoice.None };

    [Theory]
    [InlineData(float.NaN, 0f)]
    [InlineData(1f, float.PositiveInfinity)]
    public void A_demand_that_is_not_a_number_is_still_served(float importance, float x)
    {
        using TestWorld world = new TestWorld().Add("a", 1000, Vector3.Zero).Write();
        using var run = new VirtualRun(world);
        run.Runtime.Request(AssetId.FromName("a"), new Demand { Importance = importance, Position = new Vector3(x, 0, 0) }, out AssetHandle handle);
        run.RunUntilAllEnded();
        Assert.Equal(RequestStatus.Ready, run.Runtime.Status(handle));
    }

    [Fact]
    public void The_default_demand_has_no_deadline()
    {
        Assert.Equal(double.PositiveInfinity, default(Demand).Deadline);
        Assert.Equal(double.PositiveInfinity, new Demand().Deadline);
        Assert.Equal(2.0, new Demand { Deadline = 2 }.Deadline);
    }

    [Fact]
    public void An_empty_asset_becomes_ready()
    {
        using TestWorld world = new TestWorld().Add("a", 0, Vector3.Zero).Add("b", 10, Vector3.Zero, depends: "a").Write();
        using var run = new VirtualRun(world);
        AssetHandle a = run.Request("a");
        run.RunUntilAllEnded();
        AssetHandle b = run.Request("b");
        run.RunUntilAllEnded();
        Assert.Equal(FailureReason.None, run.Runtime.Failure(a));
        Assert.Equal(RequestStatus.Ready, run.Runtime.Status(b));
        run.AssertServes(a, "a", 0);
    }

    [Fact]
    public void Time_that_the_game_does_not_count_still_brings_bandwidth()
    {
        using TestWorld world = new TestWorld(s_raw).AddMany("a", 60, 100_000, spacing: 1).Write();
        using var run = new VirtualRun(world, o => o.BandwidthBytesPerSecond = o.MaxBandwidthBytesPerSecond = o.MinBandwidthBytesPerSecond = 4e6);
        AssetHandle[] handles = [.. Enumerable.Range(0, 60).Select(i => run.Request($"a{i}"))];
        for (int frame = 0; frame < 600; frame++)
        {
            run.Runtime.Update([new Viewer(Vector3.Zero, Vector3.UnitX)], frame == 0 ? double.NaN : 0);
            run.Clock.Advance(VirtualRun.FrameSeconds);
        }

        Assert.All(handles, h => Assert.Equal(RequestStatus.Ready, run.Runtime.Status(h)));
    }

    [Fact]
    public void A_prediction_that_found_no_memory_is_made_again_when_there_is_some()
    {
        var builder = new TestWorld(s_raw);
        for (int i = 0; i < 31; i++)
        {
            builder.Add($"held{i}", 100_000, new Vector3(0, 5000, 0));
        }

        using TestWorld world = builder.Add("p", 100_000, new Vector3(640, 0, 0)).Write();
        using var run = new VirtualRun(world, o => { o.MemoryBudgetBytes = Budget; o.Predictor = "spatial"; o.AdmissionTimeout = TimeSpan.FromSeconds(0.5); });
        AssetHandle[] held = [.. Enumerable.Range(0, 31).Select(i => run.Request($"held{i}"))];
        run.RunUntilAllEnded();
        Approach();
        Assert.False(run.Runtime.TryGet(AssetId.FromName("p"), out _));
        Array.ForEach(held, h => run.Runtime.Release(h));
        Approach();
        Assert.True(run.Runtime.TryGet(AssetId.FromName("p"), out _));

        void Approach()
        {
            for (int frame = 0; frame < 300; frame++)
            {
                run.MoveTo(new Vector3(frame / 6f, 0, 0));
                run.Step();
            }
        }
    }

    [Fact]
    public void A_demand_for_what_prediction_has_queued_has_its_whole_time_limit()
    {
        using TestWorld world = new TestWorld(s_raw).Add("a", 1000, Vector3.Zero).Write();
        using var run = new VirtualRun(world, o => { o.RequestTimeout = TimeSpan.FromSeconds(5); o.MaxBytesInFlight = 1; }, new FaultPlan { NeverRate = 1 });
        Assert.True(run.Runtime.State.Catalog.TryFind(AssetId.FromName("a"), out int asset));
        run.Step();
        run.Runtime.State.Requests.QueuePrefetch(asset, new Want { Deadline = 1, UrgencyBound = -1 });
        run.Runtime.State.World.Get<NotBefore>(run.Runtime.State.Catalog[asset].Owner).Value = 100;
        run.Step(280);
        AssetHandle handle = run.Request("a");
        run.Step(60);
        Assert.Equal(RequestStatus.Pending, run.Runtime.Status(handle));
        run.RunUntilAllEnded(10);
    }

    [Fact]
    public void Waiting_for_a_retry_is_no_lack_of_memory()
    {
        var builder = new TestWorld(s_raw);
        for (int i = 0; i < 36; i++)
        {
            builder.Add($"h{i}", 100_000, Vector3.Zero);
        }

        using TestWorld world = builder.Add("a", 100, Vector3.Zero).Write();
        var script = new Dictionary<long, FaultKind> { [0] = FaultKind.Error };
        using var run = new VirtualRun(
            world, o => { o.MemoryBudgetBytes = Budget; o.AdmissionTimeout = TimeSpan.FromSeconds(1); o.RetryDelay = TimeSpan.FromSeconds(3); o.MaxCoalescedReadBytes = 1; },
            new FaultPlan { Script = script });
        AssetHandle retried = run.Request("a", Urgency.Critical);
        run.Step(3);
        for (int i = 0; i < 36; i++)
        {
            run.Request($"h{i}", Urgency.Low);
        }

        run.Step(150);
        Assert.True(run.Metrics.RequestsFailed > 0, "some lack memory");
        Assert.NotEqual(FailureReason.OutOfBudget, run.Runtime.Failure(retried));
    }

    [Fact]
    public void An_admitted_asset_that_another_failure_drops_in_the_same_frame_is_not_read()
    {
        var builder = new TestWorld(s_raw).Add("small", 100, Vector3.Zero);
        for (int i = 0; i < 5; i++)
        {
            builder.Add($"x{i}", 1 << 20, Vector3.Zero);
        }

        using TestWorld world = builder.Add("big", 200_000, Vector3.Zero, depends: ["small", "x0", "x1", "x2", "x3", "x4"]).Write();
        using var run = new VirtualRun(world, o => o.MemoryBudgetBytes = Budget);

        // As after a frame that reserved it and had no staging memory left to read it.
        RuntimeState state = run.Runtime.State;
        Assert.True(state.Catalog.TryFind(AssetId.FromName("small"), out int small));
        state.Requests.QueuePrefetch(small, new Want { Deadline = 1, UrgencyBound = -1, Position = Vector3.Zero });
        state.Catalog[small].Prediction = PredictionMark.None;
        Assert.True(state.Residents.TryReserve(small, ref state.World.Get<Payload>(state.Catalog[small].Owner), 100));
        AssetHandle big = run.Request("big");
        run.Step(3);
        Assert.Equal(FailureReason.OutOfBudget, run.Runtime.Failure(big));
        Assert.Equal(0, run.Metrics.ReservedBytes);
        Assert.Equal(0, run.Metrics.ReadsInFlight);
    }

    [Fact]
    public void Many_roots_with_many_shared_dependencies_can_all_wait_at_once()
    {
        var builder = new TestWorld(s_raw);
        string[] shared = [.. Enumerable.Range(0, 500).Select(i => $"s{i}")];
        foreach (string name in shared)
        {
            builder.Add(name, 64, Vector3.Zero);
        }

        for (int i = 0; i < 600; i++)
        {
            builder.Add($"r{i}", 64, Vector3.Zero, depends: shared);
        }

        using TestWorld world = builder.Write();
        using var run = new VirtualRun(world, o => o.MaxAssets = 2000);
        for (int i = 0; i < 600; i++)
        {
            run.Request($"r{i}");
        }

        run.RunUntilAllEnded();
        Assert.Equal(600, run.Metrics.RequestsReady);
    }
}
