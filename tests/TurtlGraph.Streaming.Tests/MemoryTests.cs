using System.Numerics;
using TurtlGraph.Bundles;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming.Tests;

public class MemoryTests
{
    private const long Budget = 4 << 20;

    [Fact]
    public void Memory_never_exceeds_the_budget_while_far_more_is_asked_for()
    {
        using TestWorld world = new TestWorld().AddMany("a", 200, 100_000, spacing: 1).Write();
        using var run = new VirtualRun(world, o => o.MemoryBudgetBytes = Budget);
        var held = new Queue<AssetHandle>();
        for (int i = 0; i < 200; i++)
        {
            held.Enqueue(run.Request($"a{i}"));
            if (held.Count > 20)
            {
                run.Runtime.Release(held.Dequeue());
            }

            run.Step();
        }

        run.RunUntilAllEnded();
        Assert.Equal(0, run.Metrics.RequestsFailed);
        Assert.True(run.Metrics.Evictions > 100, $"{run.Metrics.Evictions} evictions, {run.Metrics.AssetsLoaded} loads, {run.Metrics.RequestsCancelled} cancelled");
        Assert.True(run.Metrics.PeakMemoryBytes <= Budget);
    }

    [Fact]
    public void Evicted_memory_outlives_the_grace_frames_and_a_late_reader_still_sees_its_bytes()
    {
        using TestWorld world = new TestWorld().AddMany("a", 80, 100_000, spacing: 1).Write();
        using var run = new VirtualRun(world, o => { o.MemoryBudgetBytes = Budget; o.GraceFrames = 4; });
        AssetHandle first = run.Request("a0");
        run.RunUntilAllEnded();
        Assert.True(run.Runtime.TryGet(first, out AssetData data));
        run.Runtime.Release(first);
        AssetHandle[] others = [.. Enumerable.Range(1, 30).Select(i => run.Request($"a{i}"))];
        while (run.Runtime.TryGet(AssetId.FromName("a0"), out _))
        {
            run.Step();
        }

        // Evicted in this very update: the bytes stay what they are for the grace frames.
        for (int frame = 0; frame < 3; frame++)
        {
            Assert.True(data.Bytes.SequenceEqual(TestWorld.ContentOf("a0", 100_000)));
            run.Step();
        }

        Assert.NotEmpty(others);
    }

    [Fact]
    public void An_asset_asked_for_again_in_its_grace_frames_is_rescued_without_a_read()
    {
        using TestWorld world = new TestWorld().AddMany("a", 80, 100_000, spacing: 1).Write();
        using var run = new VirtualRun(world, o => { o.MemoryBudgetBytes = Budget; o.GraceFrames = 10; });
        AssetHandle first = run.Request("a0");
        run.RunUntilAllEnded();
        run.Runtime.Release(first);
        AssetHandle[] others = [.. Enumerable.Range(1, 30).Select(i => run.Request($"a{i}"))];
        while (run.Runtime.TryGet(AssetId.FromName("a0"), out _))
        {
            run.Step();
        }

        Array.ForEach(others, h => run.Runtime.Release(h));
        long loaded = run.Metrics.AssetsLoaded;
        AssetHandle again = run.Request("a0");
        run.Step(2);
        Assert.Equal(RequestStatus.Ready, run.Runtime.Status(again));
        Assert.Equal(1, run.Metrics.Rescues);
        run.AssertServes(again, "a0", 100_000);
        run.Step(40);
        run.AssertServes(again, "a0", 100_000);
        Assert.True(run.Metrics.AssetsLoaded - loaded < 31, "a0 was not read again");
    }

    [Fact]
    public void A_pinned_asset_is_never_evicted()
    {
        using TestWorld world = new TestWorld().AddMany("a", 100, 100_000, spacing: 1).Write();
        using var run = new VirtualRun(world, o => o.MemoryBudgetBytes = Budget);
        AssetHandle pinned = run.Request("a0");
        run.RunUntilAllEnded();
        Assert.True(run.Runtime.Pin(pinned));
        Assert.True(run.Runtime.TryGet(pinned, out AssetData data));
        for (int i = 1; i < 100; i++)
        {
            AssetHandle other = run.Request($"a{i}", Urgency.Critical);
            run.RunUntilAllEnded();
            run.Runtime.Release(other);
        }

        run.AssertServes(pinned, "a0", 100_000);
        Assert.True(data.Bytes.SequenceEqual(TestWorld.ContentOf("a0", 100_000)));
        Assert.True(run.Runtime.Unpin(pinned));
        Assert.False(run.Runtime.Unpin(pinned));
    }

    [Fact]
    public void When_all_memory_is_pinned_a_request_fails_out_of_budget_in_bounded_time()
    {
        using TestWorld world = new TestWorld().AddMany("a", 60, 100_000, spacing: 1).Write();
        using var run = new VirtualRun(world, o => { o.MemoryBudgetBytes = Budget; o.AdmissionTimeout = TimeSpan.FromSeconds(2); });
        for (int i = 0; i < 31; i++)
        {
            AssetHandle handle = run.Request($"a{i}");
            run.RunUntilAllEnded();
            Assert.True(run.Runtime.Pin(handle));
        }

        AssetHandle late = run.Request("a50", Urgency.Critical);
        run.RunUntilAllEnded(seconds: 5);
        Assert.Equal(RequestStatus.Failed, run.Runtime.Status(late));
        Assert.Equal(FailureReason.OutOfBudget, run.Runtime.Failure(late));
    }

    [Fact]
    public void A_critical_asset_larger_than_the_budget_runs_alone_and_is_counted()
    {
        using TestWorld world = new TestWorld(new BundleBuilderOptions { Codec = BundleCodecChoice.None })
            .Add("huge", 6 << 20, Vector3.Zero).Add("small", 1000, Vector3.Zero).Write();
        using var run = new VirtualRun(world, o => o.MemoryBudgetBytes = Budget);
        AssetHandle huge = run.Request("huge", Urgency.Critical);
        AssetHandle small = run.Request("small", Urgency.Low);
        run.RunUntilAllEnded();
        run.AssertServes(huge, "huge", 6 << 20);
        run.AssertServes(small, "small", 1000);
        Assert.Equal(1, run.Metrics.OversizedCount);
        Assert.Equal(6 << 20, run.Metrics.OversizedBytes);

        // Other tests may have one, too.
        OwnerFigures counted = MemoryProfile.Process.Snapshot().Owner("streaming, oversized payload", MemoryTier.Heap);
        Assert.True(counted.Figures.CurrentBytes >= 6 << 20, $"{counted.Figures.CurrentBytes:N0} bytes are counted");
    }

    [Fact]
    public void An_asset_larger_than_the_budget_that_is_not_critical_fails_out_of_budget()
    {
        using TestWorld world = new TestWorld(new BundleBuilderOptions { Codec = BundleCodecChoice.None }).Add("huge", 6 << 20, Vector3.Zero).Write();
        using var run = new VirtualRun(world, o => o.MemoryBudgetBytes = Budget);
        AssetHandle huge = run.Request("huge", Urgency.Low);
        run.RunUntilAllEnded();
        Assert.Equal(FailureReason.OutOfBudget, run.Runtime.Failure(huge));
    }

    [Fact]
    public void Fifty_parents_whose_children_need_the_same_memory_all_end_ready()
    {
        var world = new TestWorld();
        for (int parent = 0; parent < 50; parent++)
        {
            world.Add($"c{parent}", 300_000, new Vector3(parent, 0, 0));
            world.Add($"d{parent}", 300_000, new Vector3(parent, 0, 0), depends: $"c{parent}");
            world.Add($"p{parent}", 300_000, new Vector3(parent, 0, 0), depends: [$"d{parent}", $"c{(parent + 1) % 50}"]);
        }

        using (world.Write())
        {
            using var run = new VirtualRun(world, o => o.MemoryBudgetBytes = Budget);
            var open = new List<AssetHandle>();
            for (int parent = 0; parent < 50; parent++)
            {
                open.Add(run.Request($"p{parent}"));
            }

            int ready = 0;
            for (int frame = 0; frame < 5000 && open.Count > 0; frame++)
            {
                run.Step();
                foreach (AssetHandle handle in open.ToArray())
                {
                    if (run.Runtime.Status(handle) == RequestStatus.Ready)
                    {
                        ready++;
                        run.Runtime.Release(handle);
                        open.Remove(handle);
                    }
                }
            }

            Assert.Equal(50, ready);
        }
    }

    [CodecFact]
    public void A_bundle_with_a_compressed_entry_larger_than_staging_is_refused_with_the_size_to_set()
    {
        using TestWorld world = new TestWorld(new BundleBuilderOptions { Codec = BundleCodecChoice.Lz4 }).Add("big", 3 << 20).Write();
        ArgumentException error = Assert.Throws<ArgumentException>(() => new VirtualRun(world, o => { o.MemoryBudgetBytes = 8 << 20; o.StagingBytes = 1 << 20; }));
        Assert.Contains("StagingBytes", error.Message, StringComparison.Ordinal);
        Assert.Contains("big", error.Message, StringComparison.Ordinal);
    }
}
