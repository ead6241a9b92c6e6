using System.Numerics;
using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming.Tests;

/// <summary>What is admitted, in which order, and what an admission may take.</summary>
public class AdmissionTests
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
    public void Neighbours_that_joined_would_not_fit_the_staging_memory_are_read_apart()
    {
        using TestWorld world = new TestWorld(new BundleBuilderOptions { Codec = BundleCodecChoice.Lz4 }).AddMany("a", 8, 60_000, spacing: 1).Write();
        using var run = new VirtualRun(world, o => o.StagingBytes = 64 << 10);
        AssetHandle[] handles = [.. Enumerable.Range(0, 8).Select(i => run.Request($"a{i}"))];
        run.RunUntilAllEnded(seconds: 5);
        Assert.All(handles, h => Assert.Equal(RequestStatus.Ready, run.Runtime.Status(h)));
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
