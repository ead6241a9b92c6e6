namespace TurtlGraph.Memory.Tests;

/// <summary>Many allocators on many threads, opened and closed while others look.</summary>
public sealed class ProfileConcurrencyTests
{
    private const int Threads = 8;
    private const int Allocators = 60;
    private const int Operations = 400;

    [Fact]
    public void Counters_equal_a_model_when_all_threads_rest_and_a_look_meanwhile_is_harmless()
    {
        var profile = new MemoryProfile();
        using var start = new Barrier(Threads + 1);
        var models = new Model[Threads];
        var running = Threads;
        var workers = Enumerable.Range(0, Threads).Select(seed => new Thread(() =>
        {
            start.SignalAndWait();
            models[seed] = Work(profile, seed);
            Interlocked.Decrement(ref running);
        })).ToArray();
        Array.ForEach(workers, worker => worker.Start());
        start.SignalAndWait();

        var reused = new MemorySnapshot();
        long allocations = 0, resets = 0, peak = 0, looks = 0;
        while (Volatile.Read(ref running) > 0)
        {
            profile.Snapshot(reused, withNativeHeap: false);
            Assert.True(reused.Total.Allocations >= allocations, "totals only grow");
            Assert.True(reused.Total.Resets >= resets, "totals only grow");
            Assert.True(reused.Total.PeakCommittedBytes >= peak, "a peak only grows");
            Assert.InRange(reused.Total.CommittedBytes, 0, Threads * 3L * 4096 * Operations);
            (allocations, resets, peak) = (reused.Total.Allocations, reused.Total.Resets, reused.Total.PeakCommittedBytes);
            looks++;
        }

        Array.ForEach(workers, worker => worker.Join());
        AssertEqual(models, profile.Snapshot());
        Assert.True(looks > 0);
    }

    [Fact]
    public void The_committed_peak_is_exact_across_threads()
    {
        var profile = new MemoryProfile();
        using var account = profile.Open("a", MemoryTier.Arena);
        using var all = new Barrier(Threads);
        var workers = Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            for (var round = 0; round < 200; round++)
            {
                // All hold at once, then none holds: the peak is reached in each round and never passed.
                account.Committed(1000);
                all.SignalAndWait();
                account.Committed(-1000);
                all.SignalAndWait();
            }
        })).ToArray();
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());

        Assert.Equal((0, Threads * 1000), (profile.CommittedBytes, profile.PeakCommittedBytes));
        Assert.Equal(Threads * 1000, profile.Snapshot().Tier(MemoryTier.Arena).PeakCommittedBytes);
    }

    private sealed class Model
    {
        public long Total, Allocations, Frees, Resets, Current, Committed, Waste;
        public long[] Sizes { get; } = new long[SizeHistogram.Classes];
    }

    private static Model Work(MemoryProfile profile, int seed)
    {
        var model = new Model();
        var random = new Random(seed);
        for (var i = 0; i < Allocators; i++)
        {
            var account = profile.Open($"allocator {(seed + i) % 7}", (MemoryTier)(i % 4));
            var live = new Stack<long>();
            long committed = 0, waste = 0;
            for (var step = 0; step < Operations; step++)
            {
                if (random.Next(3) > 0 || live.Count == 0)
                {
                    var size = 1L << random.Next(30);
                    account.Allocated(size);
                    account.Wasted(3);
                    waste += 3;
                    live.Push(size);
                    model.Total += size;
                    model.Allocations++;
                    model.Sizes[System.Numerics.BitOperations.Log2((ulong)size)]++;
                }
                else
                {
                    account.Freed(live.Pop());
                    model.Frees++;
                }

                if (random.Next(16) == 0)
                {
                    account.Committed(4096);
                    committed += 4096;
                }
            }

            if (random.Next(2) == 0)
            {
                account.Reset();
                live.Clear();
                waste = 0;
                model.Resets++;
            }

            // The last of each thread stays open, so that what is current is compared as well.
            if (i < Allocators - 1)
            {
                account.Dispose();
            }
            else
            {
                model.Current = live.Sum();
                model.Committed = committed;
                model.Waste = waste;
            }
        }

        return model;
    }

    private static void AssertEqual(Model[] models, MemorySnapshot snapshot)
    {
        var total = snapshot.Total;
        Assert.Equal(models.Sum(m => m.Allocations), total.Allocations);
        Assert.Equal(models.Sum(m => m.Frees), total.Frees);
        Assert.Equal(models.Sum(m => m.Resets), total.Resets);
        Assert.Equal(models.Sum(m => m.Total), total.TotalBytes);
        Assert.Equal(models.Sum(m => m.Current), total.CurrentBytes);
        Assert.Equal(models.Sum(m => m.Waste), total.WasteBytes);
        Assert.Equal(models.Sum(m => m.Committed), total.CommittedBytes);
        for (var i = 0; i < SizeHistogram.Classes; i++)
        {
            Assert.Equal(models.Sum(m => m.Sizes[i]), total.Sizes[i]);
        }

        Assert.Equal(total.Allocations, Enumerable.Range(0, MemoryProfile.Tiers).Sum(tier => snapshot.Tier((MemoryTier)tier).Allocations));
        Assert.Equal(total.TotalBytes, snapshot.Owners.ToArray().Sum(owner => owner.Figures.TotalBytes));
    }
}
