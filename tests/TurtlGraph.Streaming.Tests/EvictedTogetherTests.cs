using System.Numerics;
using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming.Tests;

/// <summary>What goes from memory goes with all that needs it; what can never be there is told at once.</summary>
public class EvictedTogetherTests
{
    private static readonly BundleBuilderOptions s_raw = new() { Codec = BundleCodecChoice.None };

    [Fact]
    public void A_closure_of_small_assets_that_can_never_fit_its_types_budget_fails_at_once_and_holds_up_nobody()
    {
        var builder = new TestWorld(s_raw);
        string[] names = [.. Enumerable.Range(0, 20).Select(i => $"t{i}")];
        foreach (string name in names)
        {
            builder.Add(name, 10, Vector3.Zero, type: "texture");
        }

        using TestWorld world = builder.Add("root", 1000, Vector3.Zero, depends: names).Add("other", 10, new Vector3(5, 0, 0), type: "texture").Write();
        using var run = new VirtualRun(world, o => { o.MemoryBudgetBytes = 8 << 20; o.TypeBudgets = new Dictionary<string, long> { ["texture"] = 640 }; });
        AssetHandle root = run.Request("root");
        run.Step(2);
        AssetHandle other = run.Request("other");
        run.Step(30);
        Assert.Equal(FailureReason.OutOfBudget, run.Runtime.Failure(root));
        Assert.Equal(RequestStatus.Ready, run.Runtime.Status(other));
    }

    [Fact]
    public void An_oversized_asset_that_a_resident_one_needs_goes_together_with_it_or_stays()
    {
        using TestWorld world = new TestWorld(s_raw).Add("huge", 6 << 20, Vector3.Zero).Add("parent", 1000, Vector3.Zero, depends: "huge").Write();
        using var run = new VirtualRun(world, o => o.MemoryBudgetBytes = 4 << 20);
        AssetHandle parent = run.Request("parent", Urgency.Critical);
        run.RunUntilAllEnded();
        Assert.Equal(RequestStatus.Ready, run.Runtime.Status(parent));
        run.Runtime.Release(parent);
        for (int i = 0; i < 20; i++)
        {
            run.Step();
            Assert.False(run.Runtime.TryGet(AssetId.FromName("parent"), out _) && !run.Runtime.TryGet(AssetId.FromName("huge"), out _));
        }

        Assert.Equal(0, run.Metrics.OversizedBytes);
    }

    [Fact]
    public void What_a_suspended_asset_needs_does_not_go_meanwhile()
    {
        using TestWorld world = new TestWorld(s_raw).Add("child", 1000, Vector3.Zero).Add("parent", 1000, Vector3.Zero, depends: "child").Write();
        using var run = new VirtualRun(world);
        LoadAndRelease(run, "parent");
        RuntimeState state = run.Runtime.State;
        Assert.True(state.Residents.TrySuspend(IndexOf(run, "parent")));
        Assert.Equal(0, state.Residents.EvictUnit(IndexOf(run, "child"), new VictimRules(state, state.Unmet)));
        state.Residents.Resume(IndexOf(run, "parent"));
        Assert.True(state.Residents.EvictUnit(IndexOf(run, "child"), new VictimRules(state, state.Unmet)) > 0);
        Assert.False(run.Runtime.TryGet(AssetId.FromName("parent"), out _));
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
}
