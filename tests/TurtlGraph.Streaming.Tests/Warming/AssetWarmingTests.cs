using System.Numerics;
using TurtlGraph.Bundles;
using TurtlGraph.Caching;

namespace TurtlGraph.Streaming.Tests;

public sealed class AssetWarmingTests : IDisposable
{
    private const int Length = 64_000;
    private readonly TestWorld _world = new TestWorld()
        .AddMany("a", 60, Length, spacing: 100)
        .Add("shared", Length)
        .Add("root", Length, null, 1, "other", "shared")
        .Add("cousin", Length, null, 1, "other", "shared")
        .Write();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_sequential_plan_loads_the_whole_bundle_and_reports_its_progress()
    {
        using var run = new VirtualRun(_world);
        AssetWarming warming = run.Runtime.Warm(WarmingPlan.Sequential(run.Bundle));
        double share = 0;
        while (!warming.Progress.IsOver)
        {
            run.Step();
            Assert.True(warming.Progress.Share >= share);
            share = warming.Progress.Share;
        }

        Assert.Equal((WarmingEnd.Completed, 63, 63), (warming.Progress.End, warming.Progress.Assets, warming.Progress.TotalAssets));
        Assert.Equal(63, run.Metrics.ResidentAssets);
        Assert.True(run.Runtime.TryGet(AssetId.FromName("a59"), out _));
        Assert.Equal(0, run.Metrics.RequestsOpen);
    }

    [Fact]
    public void Bytes_are_bounded()
    {
        using var run = new VirtualRun(_world);
        AssetWarming warming = Finish(run, WarmingPlan.Sequential(run.Bundle), new WarmingOptions { MaxBytes = 10 * Length });
        Assert.Equal(WarmingEnd.ByteLimit, warming.Progress.End);
        Assert.InRange(run.Metrics.DecodedBytes, 8 * Length, 10 * Length);
    }

    [Fact]
    public void Any_number_may_be_pending_and_a_plan_of_nothing_is_completed()
    {
        using var run = new VirtualRun(_world);
        AssetWarming warming = Finish(run, WarmingPlan.Sequential(run.Bundle), new WarmingOptions { MaxPending = int.MaxValue });
        Assert.Equal((WarmingEnd.Completed, 63), (warming.Progress.End, warming.Progress.Assets));
        warming = Finish(run, WarmingPlan.Listed([]), new WarmingOptions { MaxPending = int.MaxValue });
        Assert.Equal(WarmingEnd.Completed, warming.Progress.End);
    }

    [Fact]
    public void Bytes_a_second_are_bounded()
    {
        using var run = new VirtualRun(_world);
        AssetWarming warming = Finish(run, WarmingPlan.Sequential(run.Bundle), new WarmingOptions { MaxBytesPerSecond = 20 * Length });
        Assert.Equal(WarmingEnd.Completed, warming.Progress.End);
        Assert.InRange(warming.Progress.Seconds, 63 / 20.0 - 0.2, 63 / 20.0 + 0.5);
    }

    [Fact]
    public void Time_is_bounded()
    {
        using var run = new VirtualRun(_world);
        AssetWarming warming = Finish(
            run, WarmingPlan.Sequential(run.Bundle), new WarmingOptions { MaxBytesPerSecond = 10 * Length, MaxTime = TimeSpan.FromSeconds(1) });
        Assert.Equal(WarmingEnd.TimeLimit, warming.Progress.End);
        Assert.InRange(warming.Progress.Seconds, 1, 1.1);
        Assert.InRange(run.Metrics.ResidentAssets, 8, 13);
    }

    [Fact]
    public void It_stops_before_it_would_evict_anything()
    {
        using var world = new TestWorld().AddMany("b", 120, Length).Write();
        using var run = new VirtualRun(world, options => options.MemoryBudgetBytes = 4 << 20);
        AssetWarming warming = Finish(run, WarmingPlan.Sequential(run.Bundle), new WarmingOptions());
        Assert.Equal(WarmingEnd.MemoryFull, warming.Progress.End);
        Assert.Equal(0, run.Metrics.Evictions);
        Assert.InRange(run.Metrics.ResidentBytes, 2.2e6, 4e6);
    }

    [Fact]
    public void A_cancelled_warming_drops_what_is_on_its_way_and_leaves_no_handle()
    {
        using var run = new VirtualRun(_world, options => options.MaxHandles = 64);
        AssetWarming warming = run.Runtime.Warm(WarmingPlan.Sequential(run.Bundle), new WarmingOptions { MaxPending = 32 });
        run.Step(2);
        warming.Cancel();
        run.Step(60);
        Assert.Equal(WarmingEnd.Cancelled, warming.Progress.End);
        Assert.Equal(0, run.Metrics.RequestsOpen);
        Assert.True(run.Metrics.ResidentAssets < 60);
        for (int i = 0; i < 60; i++)
        {
            run.Request($"a{i}");
        }
    }

    [Fact]
    public void A_second_warming_takes_the_place_of_the_first()
    {
        using var run = new VirtualRun(_world);
        AssetWarming first = run.Runtime.Warm(WarmingPlan.Sequential(run.Bundle), new WarmingOptions { MaxBytesPerSecond = Length });
        run.Step(5);
        AssetWarming second = Finish(run, WarmingPlan.Listed([AssetId.FromName("a59"), AssetId.FromName("nobody")]), new WarmingOptions());
        Assert.Equal((WarmingEnd.Cancelled, WarmingEnd.Completed), (first.Progress.End, second.Progress.End));
        Assert.Equal((1, 1), (second.Progress.Loaded, second.Progress.Failed));
        Assert.True(run.Runtime.TryGet(AssetId.FromName("a59"), out _));
    }

    [Fact]
    public void What_the_game_asks_for_passes_a_warming()
    {
        using var run = new VirtualRun(_world, options => options.BandwidthBytesPerSecond = 100 * Length, device: new IO.DeviceModel { BytesPerSecond = 50 * Length });
        run.Runtime.Warm(WarmingPlan.Sequential(run.Bundle));
        run.Step(3);
        AssetHandle handle = run.Request("a50", Urgency.Critical);
        int frames = 0;
        while (run.Runtime.Status(handle) == RequestStatus.Pending)
        {
            run.Step();
            frames++;
        }

        Assert.True(run.Metrics.ResidentAssets < 55, $"after {frames} frames {run.Metrics.ResidentAssets} are there");
        run.AssertServes(handle, "a50", Length);
    }

    [Fact]
    public void A_dependency_plan_lists_the_closures_of_its_roots_then_what_shares_something_with_them()
    {
        using var run = new VirtualRun(_world);
        AssetId[] plan = [AssetId.FromName("root"), AssetId.FromName("shared"), AssetId.FromName("cousin")];
        Assert.Equal(plan, WarmingPlan.Dependencies(run.Bundle, [plan[0], AssetId.FromName("nobody")]).Assets.ToArray());
        Assert.Equal(plan[..2], WarmingPlan.Dependencies(run.Bundle, plan[..1], steps: 0).Assets.ToArray());
        Finish(run, WarmingPlan.Dependencies(run.Bundle, plan[..1]), new WarmingOptions());
        Assert.Equal(3, run.Metrics.ResidentAssets);
    }

    [Fact]
    public void A_predicted_plan_lists_what_a_moving_viewer_comes_to_in_its_order()
    {
        using var run = new VirtualRun(_world);
        var viewer = new Viewer(new Vector3(2_000, 0, 0), Vector3.UnitX, radius: 150);
        WarmingPlan standing = WarmingPlan.Predicted(run.Bundle, viewer, Vector3.Zero);
        Assert.Equal(["a20", "a21", "a19"], Names(standing));
        WarmingPlan moving = WarmingPlan.Predicted(run.Bundle, viewer, new Vector3(100, 0, 0), horizonSeconds: 2);
        Assert.Equal(["a20", "a21", "a19", "a22", "a23"], Names(moving));
    }

    [Fact]
    public void History_makes_what_is_needed_first_resident_sooner_after_a_restart()
    {
        string path = Path.Combine(Path.GetDirectoryName(_world.Path)!, "history");
        string[] needed = ["a41", "a7", "a33", "root"];
        var history = new WarmingHistory();
        using (var first = new VirtualRun(_world, options => options.WarmingHistory = history))
        {
            PlaySession(first, needed);
        }

        history.Save(path);
        double cold = SecondsUntilServed(needed, WarmingPlan.Listed([]));
        double sequential = SecondsUntilServed(needed, null);
        double warm = SecondsUntilServed(needed, WarmingPlan.Historical(WarmingHistory.Load(path, out _)));
        Assert.True(warm < cold / 2, $"warm {warm} s, cold {cold} s");
        Assert.True(warm <= sequential, $"warm {warm} s, sequential {sequential} s");
    }

    /// <summary>A restart on a slow device: warming has the time of a loading screen, then the game asks; when it has all it needs first.</summary>
    private double SecondsUntilServed(string[] needed, WarmingPlan? plan)
    {
        using var run = new VirtualRun(_world, device: new IO.DeviceModel { BytesPerSecond = 20 * Length });
        run.Runtime.Warm(plan ?? WarmingPlan.Sequential(run.Bundle));
        run.Step(30);
        double begin = run.Clock.Seconds;
        PlaySession(run, needed);
        return run.Clock.Seconds - begin;
    }

    private static void PlaySession(VirtualRun run, string[] needed)
    {
        AssetHandle[] handles = [.. needed.Select(name => run.Request(name, Urgency.High))];
        while (handles.Any(handle => !run.Runtime.TryGet(handle, out _)))
        {
            run.Step();
        }

        run.Step();
    }

    private static AssetWarming Finish(VirtualRun run, WarmingPlan plan, WarmingOptions options)
    {
        AssetWarming warming = run.Runtime.Warm(plan, options);
        for (int frame = 0; !warming.Progress.IsOver; frame++)
        {
            Assert.True(frame < 6_000, "it ends");
            run.Step();
        }

        run.Step(10);
        return warming;
    }

    private static string[] Names(WarmingPlan plan)
    {
        Dictionary<AssetId, string> names = Enumerable.Range(0, 60).ToDictionary(i => AssetId.FromName($"a{i}"), i => $"a{i}");
        return [.. plan.Assets.ToArray().Select(id => names[id])];
    }
}
