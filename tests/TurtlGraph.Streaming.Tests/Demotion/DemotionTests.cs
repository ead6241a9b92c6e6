using System.Collections.Concurrent;
using System.Numerics;
using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming.Tests;

/// <summary>What leaves memory is offered to a slower tier, and no frame waits for it.</summary>
public class DemotionTests
{
    private const long Budget = 4 << 20;
    private const int Length = 100_000;
    private static readonly BundleBuilderOptions s_raw = new() { Codec = BundleCodecChoice.None };

    [Fact]
    public void Every_victim_that_is_wanted_is_taken_with_its_own_bytes()
    {
        using TestWorld world = new TestWorld(s_raw).AddMany("a", 80, Length, spacing: 1).Write();
        var target = new Target(asset => asset.Length > 0);
        using var run = new VirtualRun(world, o => { o.MemoryBudgetBytes = Budget; o.DemotionTarget = target; });
        for (int i = 0; i < 80; i++)
        {
            AssetHandle handle = run.Request($"a{i}");
            run.RunUntilAllEnded();
            run.Runtime.Release(handle);
        }

        Assert.True(run.Metrics.Evictions > 30);
        Assert.Equal(run.Metrics.Evictions, run.Metrics.DemotionsTaken);
        Assert.Equal(0, run.Metrics.DemotionsMissed);
        foreach ((DemotedAsset asset, byte[] bytes) in target.Taken)
        {
            Assert.True(run.Bundle.TryFind(asset.Id, out int entry));
            Assert.Equal(TestWorld.ContentOf(run.Bundle.Name(entry), Length), bytes);
            Assert.Equal((run.Bundle.Hashes[entry], run.Bundle.StoredLengths[entry]), (asset.Hash, asset.StoredLength));
        }
    }

    [Fact]
    public void What_is_not_wanted_is_not_taken_and_what_fails_is_counted()
    {
        using TestWorld world = new TestWorld(s_raw).AddMany("a", 60, Length, spacing: 1).Write();
        int offered = 0;
        var target = new Target(_ => offered++ == 0) { Fails = true };
        using var run = new VirtualRun(world, o => { o.MemoryBudgetBytes = Budget; o.DemotionTarget = target; });
        for (int i = 0; i < 60; i++)
        {
            AssetHandle handle = run.Request($"a{i}");
            run.RunUntilAllEnded();
            run.Runtime.Release(handle);
        }

        Assert.True(offered > 10);
        Assert.Equal((0, 1), (run.Metrics.DemotionsTaken, run.Metrics.DemotionsFailed));
    }

    [Fact]
    public void While_a_slow_target_takes_the_frames_go_on_the_memory_stays_and_others_are_missed()
    {
        using TestWorld world = new TestWorld(s_raw).AddMany("a", 120, Length, spacing: 1).Write();
        using var gate = new ManualResetEventSlim();
        var target = new Target(_ => true) { Gate = gate };
        using var runtime = new AssetRuntime(new StreamingOptions
        {
            MemoryBudgetBytes = Budget, MaxAssets = 1 << 10, Predictor = "none", DemotionTarget = target, PressureInterval = TimeSpan.Zero, FrameBudget = TimeSpan.Zero,
        });
        runtime.Open(world.Path);
        Viewer[] viewers = [new Viewer(Vector3.Zero, Vector3.UnitX)];
        for (int i = 0; i < 120; i++)
        {
            Assert.Equal(RequestResult.Accepted, runtime.Request(AssetId.FromName($"a{i}"), new Demand(), out AssetHandle handle));
            while (runtime.Status(handle) is RequestStatus.Pending)
            {
                runtime.Update(viewers, 0.016);
                Thread.Yield();

                // Before the next update: frames follow each other here so fast that its grace might be over first.
                if (runtime.Metrics.Evictions > 0)
                {
                    Assert.True(target.Began.Wait(TimeSpan.FromSeconds(30)), "the worker takes the first victim");
                }
            }

            runtime.Release(handle);
        }

        Assert.True(target.Began.IsSet, "the worker takes a victim");

        // One is being taken all the time; its memory counts as in grace, and nobody waited for it.
        Assert.True(runtime.Metrics.DemotionsMissed > 10, $"{runtime.Metrics.DemotionsMissed} missed");
        Assert.True(runtime.Metrics.GraceBytes >= Length);
        Assert.Equal((0, 0), (runtime.Metrics.DemotionsTaken, runtime.Metrics.BudgetViolations));
        gate.Set();
        while (runtime.Metrics.DemotionsTaken == 0)
        {
            runtime.Update(viewers, 0.016);
        }

        foreach ((DemotedAsset asset, byte[] bytes) in target.Taken)
        {
            Assert.Equal(asset.Hash, Blake3.Hash(bytes));
        }
    }

    [Fact]
    public void A_victim_that_is_rescued_while_it_is_taken_stays_where_it_is_until_that_is_over()
    {
        using TestWorld world = new TestWorld(s_raw).AddMany("a", 3, Length, spacing: 1).Write();
        using var gate = new ManualResetEventSlim();
        var target = new Target(_ => true) { Gate = gate };
        using var runtime = new AssetRuntime(new StreamingOptions { MemoryBudgetBytes = Budget, MaxAssets = 1 << 10, Predictor = "none", DemotionTarget = target, PressureInterval = TimeSpan.Zero });
        runtime.Open(world.Path);
        Viewer[] viewers = [new Viewer(Vector3.Zero, Vector3.UnitX)];
        runtime.Request(AssetId.FromName("a0"), new Demand(), out AssetHandle handle);
        while (runtime.Status(handle) == RequestStatus.Pending)
        {
            runtime.Update(viewers, 0.016);
        }

        Assert.True(runtime.State.Catalog.TryFind(AssetId.FromName("a0"), out int asset));
        Assert.True(runtime.State.Residents.TryEvict(asset));
        Assert.True(target.Began.Wait(TimeSpan.FromSeconds(30)));
        runtime.State.Residents.Rescue(asset);
        runtime.Update(viewers, 0.016);
        Assert.False(runtime.State.Residents.TryEvict(asset), "it is being read");
        gate.Set();
        while (runtime.State.Catalog[asset].Pins > 0)
        {
            runtime.Update(viewers, 0.016);
        }

        Assert.Equal(TestWorld.ContentOf("a0", Length), Assert.Single(target.Taken).Bytes);
    }

    private sealed class Target(Func<DemotedAsset, bool> wants) : IDemotionTarget
    {
        public ConcurrentQueue<(DemotedAsset Asset, byte[] Bytes)> Taken { get; } = new();

        public ManualResetEventSlim? Gate { get; init; }

        public ManualResetEventSlim Began { get; } = new();

        public bool Fails { get; init; }

        public bool Wants(in DemotedAsset asset) => wants(asset);

        public void Take(in DemotedAsset asset, ReadOnlySpan<byte> bytes)
        {
            Began.Set();
            Gate?.Wait();
            if (Fails)
            {
                throw new InvalidOperationException("full");
            }

            Taken.Enqueue((asset, bytes.ToArray()));
        }
    }
}
