using TurtlGraph.IO;

namespace TurtlGraph.Streaming.Tests;

public class FaultTests
{
    [Theory]
    [InlineData(FaultKind.Error, FailureReason.ReadError)]
    [InlineData(FaultKind.Short, FailureReason.ShortRead)]
    [InlineData(FaultKind.FlippedBit, FailureReason.VerifyFailed)]
    [InlineData(FaultKind.Never, FailureReason.TimedOut)]
    public void A_fault_on_every_read_fails_every_request_with_its_reason(FaultKind kind, FailureReason reason)
    {
        using TestWorld world = new TestWorld().AddMany("a", 30, 40_000).Write();
        using var run = new VirtualRun(world, o => { o.ReadTimeout = TimeSpan.FromSeconds(0.5); o.MaxCoalescedReadBytes = 1; }, PlanFor(kind, 1));
        AssetHandle[] handles = [.. Enumerable.Range(0, 30).Select(i => run.Request($"a{i}"))];
        run.RunUntilAllEnded();
        Assert.All(handles, h => Assert.Equal(RequestStatus.Failed, run.Runtime.Status(h)));
        Assert.All(handles, h => Assert.Equal(reason, run.Runtime.Failure(h)));
        Assert.All(handles, h => Assert.False(run.Runtime.TryGet(h, out _)));
        run.Step(120);
        Assert.Equal(0, run.Metrics.ResidentBytes + run.Metrics.ReservedBytes + run.Metrics.GraceBytes + run.Metrics.StagingBytes);
        Assert.Equal(0, run.Metrics.ReadsInFlight);
    }

    [Theory]
    [InlineData(FaultKind.Error)]
    [InlineData(FaultKind.Short)]
    [InlineData(FaultKind.FlippedBit)]
    [InlineData(FaultKind.Never)]
    [InlineData(FaultKind.Slow)]
    public void A_fault_on_one_read_in_five_is_retried_and_every_asset_serves_its_own_bytes(FaultKind kind)
    {
        using TestWorld world = new TestWorld().AddMany("a", 60, 20_000).Write();
        using var run = new VirtualRun(world, o => { o.ReadTimeout = TimeSpan.FromSeconds(0.5); o.MaxAttempts = 12; o.MaxCoalescedReadBytes = 1; }, PlanFor(kind, 0.2));
        AssetHandle[] handles = [.. Enumerable.Range(0, 60).Select(i => run.Request($"a{i}"))];
        run.RunUntilAllEnded();
        Assert.True(run.Faults!.Injected.Total > 0, "faults were injected");
        for (int i = 0; i < handles.Length; i++)
        {
            run.AssertServes(handles[i], $"a{i}", 20_000);
        }

        Assert.Equal(kind == FaultKind.FlippedBit, run.Metrics.VerifyFailures > 0);
    }

    [Fact]
    public void A_failed_dependency_fails_the_parent_and_says_so()
    {
        using TestWorld world = new TestWorld().Add("child", 1000).Add("parent", 1000, depends: "child").Write();
        Damage(world.Path, "child");
        using var run = new VirtualRun(world, o => o.MaxCoalescedReadBytes = 1);
        AssetHandle child = run.Request("child");
        AssetHandle parent = run.Request("parent");
        run.RunUntilAllEnded();
        Assert.Equal(FailureReason.VerifyFailed, run.Runtime.Failure(child));
        Assert.Equal(FailureReason.DependencyFailed, run.Runtime.Failure(parent));
    }

    [Fact]
    public void An_asset_that_failed_can_be_asked_for_again()
    {
        using TestWorld world = new TestWorld().Add("a", 1000).Write();
        var script = Enumerable.Range(0, 3).ToDictionary(i => (long)i, _ => FaultKind.Error);
        using var run = new VirtualRun(world, faults: new FaultPlan { Script = script });
        AssetHandle first = run.Request("a");
        run.RunUntilAllEnded();
        Assert.Equal(FailureReason.ReadError, run.Runtime.Failure(first));
        AssetHandle second = run.Request("a");
        run.RunUntilAllEnded();
        run.AssertServes(second, "a", 1000);
    }

    [Fact]
    public void A_read_given_up_by_the_watchdog_keeps_its_memory_until_the_source_lets_go()
    {
        using TestWorld world = new TestWorld(new Bundles.BundleBuilderOptions { Codec = Bundles.BundleCodecChoice.None }).Add("a", 50_000).Write();
        using var run = new VirtualRun(world, o => { o.ReadTimeout = TimeSpan.FromSeconds(0.5); o.MaxAttempts = 2; }, new FaultPlan { Delay = TimeSpan.FromSeconds(3), SlowRate = 1 });
        AssetHandle handle = run.Request("a");
        run.RunUntilAllEnded();
        Assert.Equal(FailureReason.TimedOut, run.Runtime.Failure(handle));
        run.Step(300);
        Assert.Equal(0, run.Metrics.ReservedBytes);
        Assert.Equal(2, run.Metrics.ReadsTimedOut);
    }

    /// <summary>Changes one stored byte of an asset, which the bundle's tables do not notice.</summary>
    private static void Damage(string path, string name)
    {
        long offset;
        using (var bundle = Bundles.Bundle.Open(path))
        {
            Assert.True(bundle.TryFind(name, out int entry));
            offset = bundle.Offsets[entry] + bundle.StoredLengths[entry] - 1;
        }

        using FileStream file = File.Open(path, FileMode.Open);
        file.Position = offset;
        int value = file.ReadByte();
        file.Position = offset;
        file.WriteByte((byte)(value ^ 1));
    }

    private static FaultPlan PlanFor(FaultKind kind, double rate) => new()
    {
        Seed = 7,
        ErrorRate = kind == FaultKind.Error ? rate : 0,
        ShortRate = kind == FaultKind.Short ? rate : 0,
        FlippedBitRate = kind == FaultKind.FlippedBit ? rate : 0,
        NeverRate = kind == FaultKind.Never ? rate : 0,
        SlowRate = kind == FaultKind.Slow ? rate : 0,
    };
}
