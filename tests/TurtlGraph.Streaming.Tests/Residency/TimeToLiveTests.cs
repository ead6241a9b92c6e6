using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming.Tests;

public sealed class TimeToLiveTests : IDisposable
{
    private readonly TestWorld _world = new TestWorld().AddMany("a", 4, 5_000).Write();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_copy_expires_for_everybody_and_is_read_anew_when_it_is_asked_for()
    {
        using var run = new VirtualRun(_world, options => options.TimeToLive = TimeSpan.FromSeconds(1));
        AssetHandle handle = run.Request("a0");
        run.RunUntilAllEnded();
        run.Step(50);
        run.AssertServes(handle, "a0", 5_000);
        run.Step(20);
        Assert.False(run.Runtime.TryGet(handle, out _));
        Assert.False(run.Runtime.TryGet(AssetId.FromName("a0"), out _));
        Assert.Equal(RequestStatus.Evicted, run.Runtime.Status(handle));
        Assert.Equal(1, run.Metrics.Expirations);

        long reads = run.Metrics.AssetsLoaded;
        AssetHandle again = run.Request("a0");
        run.RunUntilAllEnded();
        run.AssertServes(again, "a0", 5_000);
        Assert.Equal(reads + 1, run.Metrics.AssetsLoaded);
    }

    [Fact]
    public void An_expired_copy_in_its_grace_frames_is_not_rescued()
    {
        using var run = new VirtualRun(_world, options =>
        {
            options.TimeToLive = TimeSpan.FromSeconds(0.5);
            options.GraceFrames = 30;
        });
        run.Request("a0");
        run.RunUntilAllEnded();
        while (run.Metrics.Expirations == 0)
        {
            run.Step();
        }

        AssetHandle again = run.Request("a0");
        run.RunUntilAllEnded();
        run.AssertServes(again, "a0", 5_000);
        Assert.Equal((0, 2), (run.Metrics.Rescues, run.Metrics.AssetsLoaded));
    }

    [Fact]
    public void One_asset_may_have_a_time_of_its_own_and_a_pinned_one_is_kept_but_not_served()
    {
        using var run = new VirtualRun(_world);
        AssetHandle handle = run.Request("a0");
        AssetHandle other = run.Request("a1");
        run.RunUntilAllEnded();
        Assert.True(run.Runtime.Pin(handle));
        Assert.True(run.Runtime.SetTimeToLive(AssetId.FromName("a0"), TimeSpan.FromSeconds(0.25)));
        Assert.False(run.Runtime.SetTimeToLive(AssetId.FromName("nobody"), TimeSpan.FromSeconds(1)));
        run.Step(30);
        Assert.False(run.Runtime.TryGet(handle, out _));
        Assert.Equal((2, 0), (run.Metrics.ResidentAssets, run.Metrics.Expirations));
        run.AssertServes(other, "a1", 5_000);
        Assert.True(run.Runtime.Unpin(handle));
        run.Step(8);
        Assert.Equal((1, 1), (run.Metrics.ResidentAssets, run.Metrics.Expirations));
    }

    [Fact]
    public void Hits_and_misses_are_counted_and_a_batch_finds_what_is_resident()
    {
        using var run = new VirtualRun(_world);
        AssetHandle handle = run.Request("a2");
        run.RunUntilAllEnded();
        Assert.True(run.Runtime.TryGet(handle, out _));
        Assert.False(run.Runtime.TryGet(AssetId.FromName("a3"), out _));
        AssetId[] ids = [AssetId.FromName("a2"), AssetId.FromName("a3"), AssetId.FromName("nobody")];
        var found = new Caching.ResidentBytes[3];
        Assert.Equal(1, run.Runtime.TryGetMany(ids, found));
        Assert.True(found[0].Bytes.SequenceEqual(TestWorld.ContentOf("a2", 5_000)));
        run.Step();
        Assert.Equal((2, 3), (run.Metrics.Hits, run.Metrics.Misses));
    }
}
