using System.Numerics;
using TurtlGraph.Bundles;
using TurtlGraph.IO;

namespace TurtlGraph.Streaming.Tests;

/// <summary>Corners of the promises: what is easy to get wrong where systems meet.</summary>
public class ReviewTests
{
    private const long Budget = 4 << 20;
    private static readonly BundleBuilderOptions s_raw = new() { Codec = BundleCodecChoice.None };

    [Fact]
    public void A_closure_larger_than_memory_fails_alone_and_says_out_of_budget()
    {
        // Both need the small texture; only one of them can never fit.
        var builder = new TestWorld(s_raw).Add("t", 1000, Vector3.Zero);
        for (int i = 0; i < 5; i++)
        {
            builder.Add($"x{i}", 1 << 20, Vector3.Zero);
        }

        using TestWorld world = builder.Add("fine", 100_000, Vector3.Zero, depends: "t").Add("big", 1000, Vector3.Zero, depends: ["t", "x0", "x1", "x2", "x3", "x4"]).Write();
        using var run = new VirtualRun(world, o => o.MemoryBudgetBytes = Budget);
        AssetHandle fine = run.Request("fine");
        AssetHandle big = run.Request("big");
        run.RunUntilAllEnded();
        Assert.Equal(FailureReason.OutOfBudget, run.Runtime.Failure(big));
        Assert.Equal(RequestStatus.Ready, run.Runtime.Status(fine));
    }

    [Fact]
    public void A_patch_bundle_answers_for_an_id_at_once_and_stays_when_the_old_copy_goes()
    {
        using TestWorld old = new TestWorld().Add("a", 1000, Vector3.Zero).AddMany("f", 60, 100_000).Write();
        using TestWorld patch = new TestWorld().Add("a", 2000, Vector3.Zero).Write();
        using var run = new VirtualRun(old, o => o.MemoryBudgetBytes = Budget);
        AssetHandle first = run.Request("a");
        run.RunUntilAllEnded();
        run.Runtime.Open(patch.Path);
        Assert.False(run.Runtime.TryGet(AssetId.FromName("a"), out _), "the outdated copy is not served by id");
        AssetHandle second = run.Request("a");
        run.RunUntilAllEnded();
        run.AssertServes(second, "a", 2000);
        run.Runtime.Release(first);
        for (int i = 0; i < 60; i++)
        {
            run.Runtime.Release(run.Request($"f{i}"));
            AssetHandle filler = run.Request($"f{i}");
            run.RunUntilAllEnded();
            run.Runtime.Release(filler);
            run.Runtime.TryGet(second, out _);
        }

        Assert.False(run.Runtime.TryGet(first, out _));
        if (run.Runtime.TryGet(second, out _))
        {
            Assert.True(run.Runtime.TryGet(AssetId.FromName("a"), out AssetData data), "the new copy is found by its id");
            Assert.Equal(2000, data.Bytes.Length);
        }
    }

    [Fact]
    public void Neighbours_that_joined_would_not_fit_the_staging_memory_are_read_apart()
    {
        using TestWorld world = new TestWorld(new BundleBuilderOptions { Codec = BundleCodecChoice.Lz4 }).AddMany("a", 8, 60_000, spacing: 1).Write();
        using var run = new VirtualRun(world, o => o.StagingBytes = 64 << 10);
        AssetHandle[] handles = [.. Enumerable.Range(0, 8).Select(i => run.Request($"a{i}"))];
        run.RunUntilAllEnded(seconds: 5);
        Assert.All(handles, h => Assert.Equal(RequestStatus.Ready, run.Runtime.Status(h)));
    }

    [Fact]
    public void Evicting_for_ever_needs_no_more_room_than_the_assets_there_are()
    {
        using TestWorld world = new TestWorld().AddMany("a", 300, 20_000, spacing: 1).Write();
        using var run = new VirtualRun(world, o => { o.MemoryBudgetBytes = Budget; o.MaxAssets = 300; o.GraceFrames = 20; });
        var held = new Queue<AssetHandle>();
        for (int i = 0; i < 3000; i++)
        {
            held.Enqueue(run.Request($"a{i % 300}"));
            if (held.Count > 20)
            {
                run.Runtime.Release(held.Dequeue());
            }

            run.Step();
        }

        run.RunUntilAllEnded();
        Assert.True(run.Metrics.Evictions > 1000);
    }

    [Fact]
    public void A_request_is_ready_only_when_a_dependency_that_was_evicted_while_it_waited_is_back()
    {
        using TestWorld world = new TestWorld(s_raw).Add("dep", 1 << 20, new Vector3(5000, 0, 0))
            .Add("slow", 1000, new Vector3(5000, 0, 0)).Add("root", 1000, new Vector3(5000, 0, 0), depends: ["dep", "slow"])
            .Add("n0", 1 << 20, Vector3.Zero).Add("n1", 1 << 20, Vector3.Zero).Add("n2", 1 << 20, Vector3.Zero).Write();
        var script = new Dictionary<long, FaultKind> { [1] = FaultKind.Slow, [2] = FaultKind.Slow, [3] = FaultKind.Slow };
        using var run = new VirtualRun(
            world, o => { o.MemoryBudgetBytes = Budget; o.MaxCoalescedReadBytes = 1; },
            new FaultPlan { Script = script, Delay = TimeSpan.FromSeconds(3) });
        AssetHandle dep = run.Request("dep");
        run.RunUntilAllEnded();
        AssetHandle root = run.Request("root");
        run.Step(2);
        AssetHandle[] near = [run.Request("n0"), run.Request("n1"), run.Request("n2")];
        run.Step(90);
        Assert.Equal(RequestStatus.Evicted, run.Runtime.Status(dep));
        Assert.Equal(RequestStatus.Pending, run.Runtime.Status(root));
        Array.ForEach(near, h => run.Runtime.Release(h));
        run.RunUntilAllEnded();
        Assert.Equal(RequestStatus.Ready, run.Runtime.Status(root));
        Assert.True(run.Runtime.TryGet(AssetId.FromName("dep"), out _), "the closure is whole");
    }

    [Fact]
    public void Late_background_requests_do_not_hold_up_a_critical_one_that_has_bandwidth_of_its_own()
    {
        using TestWorld world = new TestWorld(s_raw).AddMany("a", 100, 100_000, spacing: 1).Write();
        using var run = new VirtualRun(world, o => { o.BandwidthBytesPerSecond = o.MaxBandwidthBytesPerSecond = o.MinBandwidthBytesPerSecond = 10e6; });
        run.Step(60);
        for (int i = 1; i < 80; i++)
        {
            run.Runtime.Request(AssetId.FromName($"a{i}"), new Demand { Urgency = Urgency.Low, Deadline = 0.5 }, out _);
        }

        run.Step(2);
        AssetHandle critical = run.Request("a0", Urgency.Critical);
        run.Step(6);
        Assert.Equal(RequestStatus.Ready, run.Runtime.Status(critical));
    }

    [Fact]
    public void What_is_held_does_not_give_way_to_predictions_that_queue_behind_a_demand()
    {
        var builder = new TestWorld(s_raw);
        for (int i = 0; i < 31; i++)
        {
            builder.Add($"far{i}", 100_000, new Vector3(0, 9000, 0));
        }

        builder.Add("near", 100_000, new Vector3(0, 1, 0));
        builder.AddMany("p", 40, 100_000, spacing: 10);
        using TestWorld world = builder.Write();
        using var run = new VirtualRun(world, o => { o.MemoryBudgetBytes = Budget; o.Predictor = "none"; });
        AssetHandle[] far = [.. Enumerable.Range(0, 31).Select(i => run.Request($"far{i}"))];
        run.RunUntilAllEnded();
        for (int i = 0; i < 40; i++)
        {
            Assert.True(run.Runtime.State.Catalog.TryFind(AssetId.FromName($"p{i}"), out int asset));
            run.Runtime.State.Requests.QueuePrefetch(asset, new Want { Deadline = 1, UrgencyBound = -1 });
        }

        AssetHandle near = run.Request("near");
        run.Step(30);
        Assert.Equal(RequestStatus.Ready, run.Runtime.Status(near));
        Assert.True(far.Count(h => run.Runtime.Status(h) == RequestStatus.Evicted) <= 2, $"{far.Count(h => run.Runtime.Status(h) == RequestStatus.Evicted)} held assets gave way to one demand");
    }

    [Fact]
    public void What_is_held_with_a_fixed_urgency_gives_way_to_nothing_less_urgent()
    {
        using TestWorld world = new TestWorld(s_raw).Add("far", 1 << 20, new Vector3(5000, 0, 0))
            .Add("h0", 1 << 20, Vector3.Zero).Add("h1", 1 << 20, Vector3.Zero).Add("h2", 1 << 20, Vector3.Zero).Add("h3", 1 << 20, Vector3.Zero).Write();
        using var run = new VirtualRun(world, o => { o.MemoryBudgetBytes = Budget; o.AdmissionTimeout = TimeSpan.FromSeconds(1); });
        AssetHandle far = run.Request("far", Urgency.Critical);
        run.RunUntilAllEnded();
        for (int i = 0; i < 4; i++)
        {
            run.Request($"h{i}", Urgency.High);
        }

        run.RunUntilAllEnded();
        run.AssertServes(far, "far", 1 << 20);
    }

    [Fact]
    public void A_shared_dependency_is_as_near_as_the_nearest_of_its_holders()
    {
        using TestWorld world = new TestWorld(s_raw).Add("tex", 1 << 20, null)
            .Add("tree0", 1000, new Vector3(5000, 0, 0), depends: "tex").Add("tree1", 1000, Vector3.Zero, depends: "tex")
            .Add("h0", 1 << 20, new Vector3(30, 0, 0)).Add("h1", 1 << 20, new Vector3(30, 0, 0)).Add("h2", 1 << 20, new Vector3(30, 0, 0)).Write();
        using var run = new VirtualRun(world, o => { o.MemoryBudgetBytes = Budget; o.AdmissionTimeout = TimeSpan.FromSeconds(1); });
        run.Request("tree0");
        run.RunUntilAllEnded();
        AssetHandle near = run.Request("tree1");
        run.RunUntilAllEnded();
        for (int i = 0; i < 3; i++)
        {
            run.Request($"h{i}");
        }

        run.RunUntilAllEnded();
        Assert.Equal(RequestStatus.Ready, run.Runtime.Status(near));
        Assert.True(run.Runtime.TryGet(AssetId.FromName("tex"), out _), "the texture of the tree in front of the viewer stays");
    }

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
    public void A_frame_budget_that_is_always_used_up_still_admits_something()
    {
        using TestWorld world = new TestWorld().AddMany("a", 4, 1000).Write();
        using var runtime = new AssetRuntime(new StreamingOptions { MemoryBudgetBytes = Budget, MaxAssets = 1 << 12, Predictor = "none", FrameBudget = TimeSpan.FromTicks(1) });
        runtime.Open(world.Path);
        runtime.Request(AssetId.FromName("a0"), new Demand(), out AssetHandle handle);
        Viewer[] viewers = [new Viewer(Vector3.Zero, Vector3.UnitX)];
        for (int i = 0; i < 300 && runtime.Status(handle) == RequestStatus.Pending; i++)
        {
            runtime.Update(viewers, 0.01);
            Thread.Sleep(5);
        }

        Assert.Equal(RequestStatus.Ready, runtime.Status(handle));
    }

    [Theory]
    [InlineData(Budget + 1, 0)]
    [InlineData(Budget, 1_000_001)]
    public void Payload_and_staging_memory_together_are_never_larger_than_the_budget(long budget, long staging)
    {
        using TestWorld world = new TestWorld().Add("a", 1000).Write();
        using var run = new VirtualRun(world, o => { o.MemoryBudgetBytes = budget; o.StagingBytes = staging; });
        Assert.True(run.Runtime.State.Payloads.Capacity + run.Runtime.State.Staging.Capacity <= budget);
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
    public void An_oversized_asset_goes_when_nobody_holds_it()
    {
        using TestWorld world = new TestWorld(s_raw).Add("huge", 6 << 20, Vector3.Zero).Add("small", 1000, Vector3.Zero).Write();
        using var run = new VirtualRun(world, o => o.MemoryBudgetBytes = Budget);
        AssetHandle huge = run.Request("huge", Urgency.Critical);
        run.RunUntilAllEnded();
        run.Runtime.Release(huge);
        run.Step(20);
        Assert.Equal(0, run.Metrics.OversizedBytes);
    }

    [Fact]
    public void A_second_oversized_asset_waits_without_emptying_the_memory_or_holding_up_others()
    {
        using TestWorld world = new TestWorld(s_raw).Add("huge0", 6 << 20, Vector3.Zero).Add("huge1", 6 << 20, Vector3.Zero)
            .Add("kept", 100_000, Vector3.Zero).Add("far", 100_000, new Vector3(500, 0, 0)).Add("other", 1000, new Vector3(30, 0, 0)).Write();
        using var run = new VirtualRun(world, o => o.MemoryBudgetBytes = Budget);
        AssetHandle far = run.Request("far");
        run.Runtime.Release(run.Request("kept"));
        AssetHandle huge0 = run.Request("huge0", Urgency.Critical);
        run.RunUntilAllEnded();
        AssetHandle huge1 = run.Request("huge1", Urgency.Critical);
        run.Step(10);
        AssetHandle other = run.Request("other");
        run.Step(30);
        Assert.Equal(RequestStatus.Ready, run.Runtime.Status(other));
        Assert.Equal(RequestStatus.Ready, run.Runtime.Status(far));
        run.Runtime.Release(huge0);
        run.RunUntilAllEnded(5);
        run.AssertServes(huge1, "huge1", 6 << 20);
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
        Assert.True(state.Residents.TryReserve(ref state.World.Get<Payload>(state.Catalog[small].Owner), 100));
        AssetHandle big = run.Request("big");
        run.Step(3);
        Assert.Equal(FailureReason.OutOfBudget, run.Runtime.Failure(big));
        Assert.Equal(0, run.Metrics.ReservedBytes);
        Assert.Equal(0, run.Metrics.ReadsInFlight);
    }

    [Fact]
    public void Ids_can_be_asked_for_while_their_bundle_is_being_mounted()
    {
        using TestWorld first = new TestWorld().Add("x", 10).Write();
        using TestWorld second = new TestWorld(s_raw).AddMany("a", 20_000, 10).Write();
        AssetId last = AssetId.FromName("a0");
        for (int round = 0; round < 20; round++)
        {
            using var run = new VirtualRun(first);
            Exception? thrown = null;
            bool stop = false;
            var player = new Thread(() =>
            {
                try
                {
                    while (!Volatile.Read(ref stop))
                    {
                        run.Runtime.Request(last, new Demand(), out _);
                    }
                }
                catch (Exception exception)
                {
                    thrown = exception;
                }
            });
            player.Start();
            run.Runtime.Open(second.Path);
            Volatile.Write(ref stop, true);
            player.Join();
            Assert.Null(thrown);
        }
    }

    [Fact]
    public void One_frame_does_not_overdraw_the_bandwidth_by_a_whole_batch()
    {
        using TestWorld world = new TestWorld(s_raw).AddMany("a", 100, 100_000, spacing: 1).Write();
        using var run = new VirtualRun(world, o =>
        {
            o.BandwidthBytesPerSecond = o.MaxBandwidthBytesPerSecond = o.MinBandwidthBytesPerSecond = 1e6;
            o.MaxCoalescedReadBytes = 1;
        });
        for (int i = 0; i < 100; i++)
        {
            run.Request($"a{i}", Urgency.Critical);
        }

        run.Step(60);
        Assert.True(run.Metrics.BytesRead < 1_600_000, $"{run.Metrics.BytesRead:N0} bytes in one second");
    }

    [Fact]
    public void An_asset_wanted_by_distance_and_with_a_low_urgency_is_as_urgent_as_its_distance_says()
    {
        using TestWorld world = new TestWorld(s_raw).Add("a", 1000, Vector3.Zero).Write();
        using var run = new VirtualRun(world);
        run.Request("a");
        run.Request("a", Urgency.Low);
        run.Step();
        Assert.Equal(1000, run.Metrics.BytesSubmitted[(int)Urgency.Critical]);
    }
}
