using System.Numerics;
using TurtlGraph.Bundles;
using TurtlGraph.IO;

namespace TurtlGraph.Streaming.Tests;

/// <summary>What gives way to what, and what becomes of what had to go.</summary>
public class EvictionTests
{
    private const long Budget = 4 << 20;
    private static readonly BundleBuilderOptions s_raw = new() { Codec = BundleCodecChoice.None };

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
}
