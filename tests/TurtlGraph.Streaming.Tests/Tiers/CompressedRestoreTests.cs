using System.Numerics;
using TurtlGraph.Bundles;
using TurtlGraph.Caching;
using TurtlGraph.IO;

namespace TurtlGraph.Streaming.Tests;

/// <summary>What has left memory comes back from the compressed tier without a read, and never with wrong bytes.</summary>
public class CompressedRestoreTests
{
    private const int Length = 60_000;
    private const long TierBytes = 2 << 20;

    [Fact]
    public void An_evicted_asset_comes_back_without_a_read()
    {
        using TestWorld world = MakeWorld();
        using VirtualRun run = Run(world);
        LoadAndEvict(run, "a0");
        Assert.Equal((1, 1, Length), (run.Metrics.CompressionsTaken, run.Metrics.CompressedAssets, run.Metrics.CompressedAssetBytes));
        (long reads, long loaded) = (run.Metrics.ReadsSubmitted, run.Metrics.AssetsLoaded);

        AssetHandle handle = run.Request("a0");
        run.RunUntilAllEnded();

        run.AssertServes(handle, "a0", Length);
        Assert.Equal((reads, loaded), (run.Metrics.ReadsSubmitted, run.Metrics.AssetsLoaded));
        Assert.Equal((1, Length, 0, 0), (run.Metrics.AssetsRestored, run.Metrics.RestoredBytes, run.Metrics.RestoresFailed, run.Metrics.RestoresMissed));
    }

    [Fact]
    public void A_whole_closure_comes_back_without_a_read()
    {
        using TestWorld world = new TestWorld().Add("leaf", Length).Add("part", Length, depends: "leaf").Add("root", Length, depends: "part").Write();
        using VirtualRun run = Run(world);
        AssetHandle first = run.Request("root");
        run.RunUntilAllEnded();
        run.Runtime.Release(first);
        run.Step();
        foreach (string name in (string[])["root", "part", "leaf"])
        {
            Assert.True(run.Runtime.State.Residents.TryEvict(AssetOf(run, name)));
        }

        run.Step(10);
        long reads = run.Metrics.ReadsSubmitted;

        AssetHandle handle = run.Request("root");
        run.RunUntilAllEnded();

        run.AssertServes(handle, "root", Length);
        Assert.Equal((reads, 3), (run.Metrics.ReadsSubmitted, run.Metrics.AssetsRestored));
    }

    [CodecFact]
    public void It_holds_more_bytes_than_it_takes()
    {
        using TestWorld world = MakeWorld();
        using VirtualRun run = Run(world);
        for (int i = 0; i < 10; i++)
        {
            LoadAndEvict(run, $"a{i}");
        }

        Assert.Equal((10, 10L * Length), (run.Metrics.CompressedAssets, run.Metrics.CompressedAssetBytes));
        Assert.InRange(run.Metrics.CompressionRatio, 1.5, 2.5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_wrong_copy_is_dropped_and_the_asset_is_read_without_a_failed_attempt(int longer)
    {
        using TestWorld world = MakeWorld();
        using VirtualRun run = Run(world, o => o.MaxAttempts = 1);
        LoadAndEvict(run, "a0");
        ulong key = KeyOf(run, "a0");
        byte[] wrong = TestWorld.ContentOf("a0", Length + longer);
        wrong[12_345] ^= 1;
        Assert.True(run.Runtime.State.Copies!.Tier.TryAdd(key, wrong));
        long reads = run.Metrics.ReadsSubmitted;

        AssetHandle handle = run.Request("a0");
        run.RunUntilAllEnded();

        run.AssertServes(handle, "a0", Length);
        Assert.Equal((reads + 1, 0, 1), (run.Metrics.ReadsSubmitted, run.Metrics.AssetsRestored, run.Metrics.RestoresFailed));
        Assert.Equal((0, 0), (run.Metrics.VerifyFailures, run.Metrics.Retries));
        Assert.False(run.Runtime.State.Copies.Tier.Contains(key));
    }

    [Fact]
    public void A_copy_that_goes_before_its_restore_is_missed_and_the_asset_is_read()
    {
        using TestWorld world = MakeWorld();
        using VirtualRun run = Run(world, o => o.MaxAttempts = 1);
        LoadAndEvict(run, "a0");
        long reads = run.Metrics.ReadsSubmitted;
        AssetHandle handle = run.Request("a0");
        run.Step();
        Assert.Equal(1, run.Metrics.ReadsInFlight);
        Assert.True(run.Runtime.State.Copies!.Tier.Remove(KeyOf(run, "a0")));

        run.RunUntilAllEnded();

        run.AssertServes(handle, "a0", Length);
        Assert.Equal((reads + 1, 0, 1), (run.Metrics.ReadsSubmitted, run.Metrics.AssetsRestored, run.Metrics.RestoresMissed));
    }

    [Fact]
    public void A_cancelled_request_ends_its_restore_and_the_copy_stays()
    {
        using TestWorld world = MakeWorld();
        using VirtualRun run = Run(world);
        LoadAndEvict(run, "a0");
        long reads = run.Metrics.ReadsSubmitted;
        AssetHandle handle = run.Request("a0");
        run.Step();
        Assert.Equal(1, run.Metrics.ReadsInFlight);

        run.Runtime.Cancel(handle);
        run.Step(2);

        Assert.Equal((0, 0, 0, 0), (run.Metrics.RequestsOpen, run.Metrics.ReadsInFlight, run.Metrics.ReservedBytes, run.Metrics.AssetsRestored));
        Assert.Equal(0, run.Metrics.RestoresFailed + run.Metrics.RestoresMissed + run.Metrics.ReadsCancelled);
        AssetHandle again = run.Request("a0");
        run.RunUntilAllEnded();
        run.AssertServes(again, "a0", Length);
        Assert.Equal((reads, 1), (run.Metrics.ReadsSubmitted, run.Metrics.AssetsRestored));
    }

    [Fact]
    public void Who_asks_again_in_the_frame_of_a_cancel_is_served()
    {
        using TestWorld world = MakeWorld();
        using VirtualRun run = Run(world);
        LoadAndEvict(run, "a0");
        AssetHandle handle = run.Request("a0");
        run.Step();
        run.Runtime.Cancel(handle);
        AssetHandle again = run.Request("a0");
        run.RunUntilAllEnded();
        run.AssertServes(again, "a0", Length);
    }

    [Fact]
    public void A_newer_version_is_never_answered_with_older_bytes_and_what_stayed_the_same_is()
    {
        using TestWorld world = MakeWorld();
        using TestWorld patch = new TestWorld().Add("a0", Length + 1, Vector3.Zero).Add("a1", Length, Vector3.Zero).Write();
        using VirtualRun run = Run(world);
        LoadAndEvict(run, "a0");
        LoadAndEvict(run, "a1");
        run.Runtime.Open(patch.Path);
        long reads = run.Metrics.ReadsSubmitted;

        AssetHandle newer = run.Request("a0");
        run.RunUntilAllEnded();
        run.AssertServes(newer, "a0", Length + 1);
        Assert.Equal((reads + 1, 0), (run.Metrics.ReadsSubmitted, run.Metrics.AssetsRestored));

        AssetHandle same = run.Request("a1");
        run.RunUntilAllEnded();
        run.AssertServes(same, "a1", Length);
        Assert.Equal((reads + 1, 1), (run.Metrics.ReadsSubmitted, run.Metrics.AssetsRestored));
    }

    [Fact]
    public void What_has_a_time_to_live_is_read_anew()
    {
        using TestWorld world = MakeWorld();
        using VirtualRun run = Run(world);
        Assert.True(run.Runtime.SetTimeToLive(AssetId.FromName("a0"), TimeSpan.FromMinutes(5)));
        LoadAndEvict(run, "a0");
        LoadAndEvict(run, "a1");
        Assert.Equal(1, run.Metrics.CompressedAssets);
        Assert.True(run.Runtime.SetTimeToLive(AssetId.FromName("a1"), TimeSpan.FromMinutes(5)));
        long reads = run.Metrics.ReadsSubmitted;
        run.Request("a0");
        run.RunUntilAllEnded();
        run.Request("a1");
        run.RunUntilAllEnded();
        Assert.Equal((reads + 2, 0), (run.Metrics.ReadsSubmitted, run.Metrics.AssetsRestored));
    }

    [Fact]
    public void Once_promoted_it_leaves_the_tier_and_is_kept_as_it_is_when_it_comes_again()
    {
        const int Small = 10_000;
        using TestWorld world = new TestWorld().Add("a0", Small, Vector3.Zero).Write();
        using VirtualRun run = Run(world);
        LoadAndEvict(run, "a0");
        long compressed = run.Metrics.CompressedBytes;
        LoadAndEvict(run, "a0");
        Assert.Equal((1, 1), (run.Metrics.AssetsRestored, run.Metrics.CompressionsTaken));

        AssetHandle handle = run.Request("a0");
        run.RunUntilAllEnded();
        Assert.Equal((2, 0), (run.Metrics.AssetsRestored, run.Metrics.CompressedAssets));

        run.Runtime.Release(handle);
        run.Step();
        Assert.True(run.Runtime.State.Residents.TryEvict(AssetOf(run, "a0")));
        run.Step(10);
        Assert.True(compressed < Small);
        Assert.InRange(run.Metrics.CompressedBytes, Small, Small + 100);
    }

    [Fact]
    public void The_users_target_still_takes_what_the_tier_has_taken()
    {
        using TestWorld world = MakeWorld();
        var target = new CountingTarget();
        using VirtualRun run = Run(world, o => o.DemotionTarget = target);
        LoadAndEvict(run, "a0");
        LoadAndEvict(run, "a0");
        Assert.Equal((2, 1), (run.Metrics.DemotionsTaken, run.Metrics.CompressionsTaken));
        Assert.Equal([0, 1], target.Restores);
    }

    [Fact]
    public void The_same_run_decides_the_same_and_stays_inside_the_budget()
    {
        using TestWorld world = new TestWorld().AddMany("a", 120, Length, spacing: 5).Write();
        (ulong Hash, long Restored, long Reads) first = Fly(world, TierBytes);
        Assert.Equal(first, Fly(world, TierBytes));
        Assert.True(first.Restored > 100, $"{first.Restored} restored");
        (_, long restored, long reads) = Fly(world, tierBytes: 0);
        Assert.Equal(0, restored);
        Assert.True(first.Reads < reads, $"{first.Reads} reads with the tier, {reads} without");
    }

    [Fact]
    public void A_tier_that_leaves_too_little_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new StreamingOptions { CompressedTierBytes = 1000 }.Validate());
        Assert.Throws<ArgumentException>(() => new StreamingOptions { MemoryBudgetBytes = 8 << 20, CompressedTierBytes = 5 << 20 }.Validate());
        Assert.Throws<ArgumentException>(() => new StreamingOptions { MemoryBudgetBytes = 8 << 20, CompressedTierBytes = 4 << 20, StagingBytes = 3 << 20 }.Validate());
        new StreamingOptions { MemoryBudgetBytes = 8 << 20, CompressedTierBytes = 4 << 20 }.Validate();
    }

    private static (ulong Hash, long Restored, long Reads) Fly(TestWorld world, long tierBytes)
    {
        var faults = new FaultPlan { Seed = 7, ErrorRate = 0.02, SlowRate = 0.05, FlippedBitRate = 0.02 };
        using var run = new VirtualRun(
            world, o => { o.MemoryBudgetBytes = 6 << 20; o.CompressedTierBytes = tierBytes; o.Predictor = "spatial"; }, faults, new DeviceModel { BytesPerSecond = 20e6, LatencySeconds = 0.002 });
        var random = new Random(7);
        var held = new Queue<(AssetHandle Handle, int Asset)>();
        for (int frame = 0; frame < 1200; frame++)
        {
            // To and fro, so that what has left comes back.
            int place = Math.Abs((frame / 6 % 200) - 100);
            run.MoveTo(new Vector3(place * 5, 0, 0));
            int asset = Math.Min(119, place + random.Next(20));
            held.Enqueue((run.Request($"a{asset}"), asset));
            if (held.Count > 25)
            {
                (AssetHandle handle, int old) = held.Dequeue();
                if (run.Runtime.Status(handle) == RequestStatus.Ready)
                {
                    run.AssertServes(handle, $"a{old}", Length);
                }

                run.Runtime.Release(handle);
            }

            run.Step();
        }

        run.RunUntilAllEnded();
        Assert.InRange(run.Metrics.PeakMemoryBytes, 1, run.Metrics.MemoryBudgetBytes);
        Assert.Equal(0, run.Metrics.RestoresFailed);
        return (run.Runtime.Trace.Hash, run.Metrics.AssetsRestored, run.Metrics.ReadsSubmitted);
    }

    private static TestWorld MakeWorld() => new TestWorld().AddMany("a", 10, Length, spacing: 1).Write();

    private static VirtualRun Run(TestWorld world, Action<StreamingOptions>? configure = null) => new(world, o =>
    {
        o.MemoryBudgetBytes = 8 << 20;
        o.CompressedTierBytes = TierBytes;
        configure?.Invoke(o);
    });

    private static void LoadAndEvict(VirtualRun run, string name)
    {
        AssetHandle handle = run.Request(name);
        run.RunUntilAllEnded();
        run.Runtime.Release(handle);
        run.Step();
        Assert.True(run.Runtime.State.Residents.TryEvict(AssetOf(run, name)));
        run.Step(10);
        Assert.Equal(AssetState.Absent, run.Runtime.State.Catalog[AssetOf(run, name)].State);
    }

    private static int AssetOf(VirtualRun run, string name)
    {
        Assert.True(run.Runtime.State.Catalog.TryFind(AssetId.FromName(name), out int asset));
        return asset;
    }

    private static ulong KeyOf(VirtualRun run, string name)
    {
        Assert.True(run.Bundle.TryFind(name, out int entry));
        return CompressedCopies.KeyOf(run.Bundle.Hashes[entry]);
    }

    private sealed class CountingTarget : IDemotionTarget
    {
        public List<int> Restores { get; } = [];

        public bool Wants(in DemotedAsset asset) => true;

        public void Take(in DemotedAsset asset, ReadOnlySpan<byte> bytes)
        {
            Assert.Equal(asset.Hash, Blake3.Hash(bytes));
            Restores.Add(asset.Restores);
        }
    }
}
