using System.Numerics;
using TurtlGraph.Bundles;
using TurtlGraph.Ecs;
using TurtlGraph.IO;

namespace TurtlGraph.Streaming.Tests;

/// <summary>What becomes of a request when something it needs leaves memory, or was only predicted, before it is ready.</summary>
public class LoadedAgainTests
{
    private static readonly BundleBuilderOptions s_raw = new() { Codec = BundleCodecChoice.None };
    private static readonly DeviceModel s_slow = new() { BytesPerSecond = 1e6, Channels = 1 };

    [Fact]
    public void A_demand_without_a_deadline_does_not_take_that_of_the_prediction_before_it()
    {
        using TestWorld world = new TestWorld(s_raw).AddMany("near", 60, 50_000, spacing: 0.1f).Add("p", 50_000, new Vector3(640, 0, 0)).Write();
        using var run = new VirtualRun(world, o => { o.Predictor = "spatial"; o.MaxBytesInFlight = 100_000; }, device: s_slow);
        for (int i = 0; i < 60; i++)
        {
            run.Request($"near{i}", Urgency.Critical);
        }

        for (int i = 0; i < 30; i++)
        {
            run.MoveTo(new Vector3(i, 0, 0));
            run.Step();
        }

        run.Runtime.State.Catalog.TryFind(AssetId.FromName("p"), out int p);
        Assert.Equal(AssetState.Queued, run.Runtime.State.Catalog[p].State);
        run.Request("p", Urgency.Low);
        run.Step();
        Assert.True(float.IsPositiveInfinity(run.Runtime.State.World.Get<Deadline>(run.Runtime.State.Catalog[p].Owner).Value));
    }

    [Fact]
    public void What_is_loaded_again_keeps_what_those_who_wait_asked_for()
    {
        // One member arrives at once and is thrown out while its root waits for the other one.
        using TestWorld world = new TestWorld(s_raw).Add("small", 1000, Vector3.Zero).Add("slow", 800_000, Vector3.Zero).Add("root", 1000, Vector3.Zero, depends: ["small", "slow"]).Write();
        using var run = new VirtualRun(world, o => { o.MaxCoalescedReadBytes = 1; o.MaxBytesInFlight = 10_000; }, device: s_slow);
        Request(run, "root", new Demand { Deadline = 5, LodWeight = 0.25f, Urgency = Urgency.Medium });
        AssetHandle second = Request(run, "root", new Demand { Deadline = 7, LodWeight = 0.75f, Urgency = Urgency.High, IsUselessWhenLate = true });
        RuntimeState state = run.Runtime.State;
        int small = IndexOf(run, "small");
        StepUntil(run, () => state.Catalog[small].State == AssetState.Resident);
        Assert.True(state.Residents.TryEvict(small));
        StepUntil(run, () => state.Catalog[small].State == AssetState.Absent);
        Assert.Equal(RequestStatus.Pending, run.Runtime.Status(second));
        StepUntil(run, () => state.Catalog[small].State is AssetState.Queued or AssetState.Reading);
        Entity request = state.Catalog[small].Owner;
        Assert.Equal(5, state.World.Get<Deadline>(request).Value);
        Assert.Equal(7, state.World.Get<LatestNeed>(request).Deadline);
        Assert.Equal(0, state.World.Get<LatestNeed>(request).IsUselessAfter);
        Assert.Equal(0.75f, state.World.Get<Importance>(request).Value);
        Assert.Equal((int)Urgency.High, state.World.Get<UrgencyBound>(request).Value);
        Assert.Equal(0, state.World.Get<QueuedAt>(request).Value);
        run.RunUntilAllEnded();
        Assert.Equal(RequestStatus.Ready, run.Runtime.Status(second));
    }

    [Fact]
    public void What_comes_back_from_grace_is_wanted_as_badly_as_by_all_roots_that_wait()
    {
        using TestWorld world = new TestWorld(s_raw).Add("small", 1000, Vector3.Zero).Add("slow", 800_000, Vector3.Zero)
            .Add("one", 1000, Vector3.Zero, depends: ["small", "slow"]).Add("other", 1000, Vector3.Zero, depends: ["small", "slow"]).Write();
        using var run = new VirtualRun(world, o => { o.MaxCoalescedReadBytes = 1; }, device: s_slow);
        LoadAndRelease(run, "small");
        RuntimeState state = run.Runtime.State;
        int small = IndexOf(run, "small");
        Assert.True(state.Residents.TryEvict(small));

        // Something more urgent lacks memory, so it is not rescued.
        state.Unmet.Add(-1, 1, isBare: false);
        Request(run, "one", new Demand { Deadline = 5 });
        Request(run, "other", new Demand { Deadline = 4, IsUselessWhenLate = true });
        run.Step();
        Assert.Equal(AssetState.Grace, state.Catalog[small].State);
        Assert.True(state.Requests.TryGetReturn(small, out Want want, out float since));
        Assert.Equal((4f, 5f, false), (want.Deadline, want.LatestDeadline, want.IsUselessWhenLate));
        Assert.Equal(run.Clock.Seconds - VirtualRun.FrameSeconds, since, 1e-5);
        run.RunUntilAllEnded();
        Assert.Equal(2, run.Metrics.RequestsReady - 1 + run.Metrics.RequestsFailed);
    }

    [Fact]
    public void Roots_that_were_given_up_do_not_slow_down_those_that_share_with_them()
    {
        var builder = new TestWorld(s_raw).Add("shared", 1000, Vector3.Zero);
        for (int i = 0; i < 500; i++)
        {
            builder.Add($"r{i}", 100, Vector3.Zero, depends: "shared");
        }

        using TestWorld world = builder.Write();
        using var run = new VirtualRun(world, null, new FaultPlan { NeverRate = 1 });
        RuntimeState state = run.Runtime.State;
        int shared = IndexOf(run, "shared");
        run.Request("r0");
        run.Step();
        int interest = state.Catalog[shared].FirstInterest;
        AssetHandle[] all = [.. Enumerable.Range(1, 499).Select(i => run.Request($"r{i}"))];
        run.Step();
        Array.ForEach(all, handle => run.Runtime.Cancel(handle));
        run.Step();
        Assert.Equal(IndexOf(run, "r0"), state.Requests.FirstWaitingRoot(shared));
        Assert.Equal(interest, state.Catalog[shared].FirstInterest);
    }

    private static void LoadAndRelease(VirtualRun run, string name)
    {
        AssetHandle handle = run.Request(name);
        run.RunUntilAllEnded();
        run.Runtime.Release(handle);
        run.Step();
    }

    private static int IndexOf(VirtualRun run, string name)
    {
        Assert.True(run.Runtime.State.Catalog.TryFind(AssetId.FromName(name), out int asset));
        return asset;
    }

    private static void StepUntil(VirtualRun run, Func<bool> isThere)
    {
        while (!isThere())
        {
            run.Step();
            Assert.True(run.Clock.Seconds < 10);
        }
    }

    private static AssetHandle Request(VirtualRun run, string name, in Demand demand)
    {
        Assert.Equal(RequestResult.Accepted, run.Runtime.Request(AssetId.FromName(name), demand, out AssetHandle handle));
        return handle;
    }
}
