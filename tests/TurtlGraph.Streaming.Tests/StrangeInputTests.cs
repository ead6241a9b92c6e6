using System.Numerics;
using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming.Tests;

/// <summary>Values that are no numbers, and calls after the end.</summary>
public class StrangeInputTests
{
    private static readonly BundleBuilderOptions s_raw = new() { Codec = BundleCodecChoice.None };

    [Theory]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.MinValue)]
    public void A_deadline_before_all_time_is_only_very_late(double deadline)
    {
        using TestWorld world = new TestWorld(s_raw).AddMany("a", 40, 1000).Write();
        using var run = new VirtualRun(world);
        AssetHandle[] all = [.. Enumerable.Range(0, 40).Select(i => Request(run, $"a{i}", new Demand { Deadline = deadline }))];
        run.Step(60);
        Assert.All(all, h => Assert.Equal(RequestStatus.Ready, run.Runtime.Status(h)));
    }

    [Fact]
    public void A_position_of_which_a_part_is_no_number_is_none()
    {
        using TestWorld world = new TestWorld(s_raw).Add("a", 1000, Vector3.Zero).Write();
        using var run = new VirtualRun(world, o => o.MaxBytesInFlight = 1);
        Request(run, "a", new Demand { Position = new Vector3(5, float.NaN, 0) });
        Request(run, "a", new Demand { Position = new Vector3(3, 0, 0) });
        run.Runtime.Update([new Viewer(Vector3.Zero, Vector3.UnitX)], 0);
        run.Runtime.State.Catalog.TryFind(AssetId.FromName("a"), out int a);
        Assert.Equal(0, run.Runtime.State.World.Get<PositionY>(run.Runtime.State.Catalog[a].Owner).Value);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(-1f)]
    public void Weights_that_are_no_numbers_are_refused(float weight)
    {
        Assert.Throws<ArgumentException>(() => new AssetRuntime(new StreamingOptions { PriorityWeights = new PriorityWeights { Distance = weight } }));
    }

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NaN)]
    public void Bandwidth_that_is_no_number_is_refused(double rate)
    {
        Assert.Throws<ArgumentException>(() => new AssetRuntime(new StreamingOptions { BandwidthBytesPerSecond = rate }));
        Assert.Throws<ArgumentException>(() => new AssetRuntime(new StreamingOptions { MaxBandwidthBytesPerSecond = rate }));
    }

    [Fact]
    public void A_target_frame_time_of_nothing_is_refused() =>
        Assert.Throws<ArgumentException>(() => new AssetRuntime(new StreamingOptions { TargetFrameTime = TimeSpan.Zero }));

    [Fact]
    public void After_dispose_every_call_is_refused_or_answers_that_nothing_is_there()
    {
        using TestWorld world = new TestWorld(s_raw).AddMany("a", 10, 1000).Write();
        var run = new VirtualRun(world);
        AssetHandle ready = run.Request("a0");
        run.RunUntilAllEnded();
        AssetHandle pending = run.Request("a1");
        run.Dispose();
        run.Dispose();
        Assert.Throws<ObjectDisposedException>(() => run.Runtime.Update([], 0));
        Assert.False(run.Runtime.TryGet(ready, out _));
        Assert.False(run.Runtime.TryGet(AssetId.FromName("a0"), out _));
        Assert.Equal(RequestStatus.Stale, run.Runtime.Status(pending));
        Assert.Equal(FailureReason.None, run.Runtime.Failure(pending));
        Assert.Null(run.Runtime.FailurePath(pending));
        Assert.False(run.Runtime.TryGetBest(ready, out _, out _));
        Assert.Equal(0, run.Runtime.TryGetMany([AssetId.FromName("a0")], new TurtlGraph.Caching.ResidentBytes[1]));
        Assert.Throws<ObjectDisposedException>(() => run.Runtime.Request(AssetId.FromName("a2"), new Demand(), out _));
        Assert.Throws<ObjectDisposedException>(() => run.Runtime.Cancel(pending));
        Assert.Throws<ObjectDisposedException>(() => run.Runtime.Release(ready));
        Assert.Throws<ObjectDisposedException>(() => run.Runtime.Pin(ready));
        Assert.Throws<ObjectDisposedException>(() => run.Runtime.Unpin(ready));
        Assert.Throws<ObjectDisposedException>(() => run.Runtime.SetTimeToLive(AssetId.FromName("a0"), TimeSpan.FromSeconds(1)));
    }

    private static AssetHandle Request(VirtualRun run, string name, in Demand demand)
    {
        Assert.Equal(RequestResult.Accepted, run.Runtime.Request(AssetId.FromName(name), demand, out AssetHandle handle));
        return handle;
    }
}
