using FsCheck;
using FsCheck.Fluent;

namespace TurtlGraph.Caching.Tests;

public sealed class CacheSimulatorTests
{
    private static readonly Gen<(int[] Keys, int[] Sizes, int Capacity)> s_cases =
        from keys in Gen.Choose(0, 12).ArrayOf().Where(keys => keys.Length > 0)
        from sizes in Gen.Choose(1, 9).ArrayOf(keys.Length)
        from capacity in Gen.Choose(1, 30)
        select (keys, sizes, capacity);

    [Fact]
    public void Lru_by_bytes_hits_what_a_plain_list_hits() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(s_cases.ToArbitrary(), c =>
        {
            var trace = new CacheTrace(c.Keys.Select(key => (ulong)key).ToArray(), c.Sizes.Select(size => (uint)size).ToArray());
            var result = new CacheSimulator(trace).Run(new SimulationCell { Policy = "lru", Size = c.Capacity, Unit = CacheUnit.Bytes, MaxObject = 7 });
            return (result.Hits, result.RequestedBytes, result.MissedBytes) == PlainLru(c.Keys, c.Sizes, c.Capacity, most: 7);
        }));

    [Fact]
    public void By_objects_sizes_count_in_the_bytes_alone()
    {
        var trace = Trace([(1, 1000), (2, 10), (1, 1000), (3, 1), (2, 10)]);
        var result = new CacheSimulator(trace).Run(new SimulationCell { Policy = "fifo", Size = 2 });

        Assert.Equal((2L, 3L), (result.Hits, result.Misses));
        Assert.Equal(1011.0 / 2021, result.ByteMissRatio);
        Assert.Equal(0.6, result.MissRatio);
    }

    [Fact]
    public void Every_policy_misses_an_object_larger_than_the_cache_and_keeps_the_others()
    {
        var keys = Enumerable.Range(0, 4000).Select(i => i % 2 == 0 ? (ulong)(i / 2 % 3) : 1000).ToArray();
        var sizes = keys.Select(key => key == 1000 ? 101u : 10).ToArray();
        foreach (string policy in CachePolicies.Names)
        {
            var result = new CacheSimulator(new CacheTrace(keys, sizes)).Run(new SimulationCell { Policy = policy, Size = 100, Unit = CacheUnit.Bytes });
            Assert.True(result.Misses is >= 2003 and < 2100, $"{policy} missed {result.Misses}");
        }
    }

    [Fact]
    public void Every_policy_gives_the_same_twice_and_no_more_misses_than_requests()
    {
        var random = new Random(3);
        var keys = Enumerable.Range(0, 20_000).Select(_ => (ulong)(random.NextDouble() * random.NextDouble() * 500)).ToArray();
        var simulator = new CacheSimulator(new CacheTrace(keys));
        var bound = simulator.Run(new SimulationCell { Policy = "belady", Size = 60 });
        foreach (string policy in CachePolicies.Names)
        {
            var cell = new SimulationCell { Policy = policy, Size = 60 };
            var once = simulator.Run(cell);

            Assert.Equal(once.Hits, simulator.Run(cell).Hits);
            Assert.InRange(once.Misses, bound.Misses, keys.Length);
        }
    }

    [Fact]
    public void The_next_use_of_each_request_is_the_next_one_for_its_key() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(Gen.Choose(0, 8).ArrayOf().ToArbitrary(), keys =>
        {
            int[] next = NextUses.Of(new CacheTrace(keys.Select(key => (ulong)key).ToArray()));
            return next.Select((use, i) => (use, i)).All(item => item.use == (Array.IndexOf(keys, keys[item.i], item.i + 1) is >= 0 and var found ? found : NextUses.Never));
        }));

    [Fact]
    public void The_footprint_counts_each_object_once_as_first_told()
    {
        Assert.Equal(new TraceFootprint(2, 15), Trace([(7, 5), (8, 10), (7, 500)]).Footprint);
    }

    [Fact]
    public void It_can_be_stopped()
    {
        var trace = new CacheTrace(new ulong[10]);
        Assert.Throws<OperationCanceledException>(() => new CacheSimulator(trace).Run(new SimulationCell { Policy = "lru", Size = 1 }, new CancellationToken(true)));
    }

    [Fact]
    public void Objects_of_more_than_two_gigabytes_count_with_all_their_bytes()
    {
        const uint large = 3_000_000_000;
        CacheTrace trace = Trace([(1, large), (2, large), (1, large), (3, large), (1, large)]);
        Assert.Equal(3L * large, trace.Footprint.Bytes);
        foreach (string policy in CachePolicies.Names)
        {
            SimulationResult all = new CacheSimulator(trace).Run(new SimulationCell { Policy = policy, Size = 20L * large, Unit = CacheUnit.Bytes });
            Assert.Equal((2L, 5L * large, 3L * large), (all.Hits, all.RequestedBytes, all.MissedBytes));
            SimulationResult none = new CacheSimulator(trace).Run(new SimulationCell { Policy = policy, Size = large - 1, Unit = CacheUnit.Bytes });
            Assert.Equal(0, none.Hits);
        }
    }

    private static CacheTrace Trace((ulong Key, uint Size)[] requests) => new(requests.Select(request => request.Key).ToArray(), requests.Select(request => request.Size).ToArray());

    private static (long Hits, long Requested, long Missed) PlainLru(int[] keys, int[] sizes, int capacity, int most)
    {
        var cached = new List<(int Key, int Size)>();
        (long hits, long requested, long missed) = (0, 0, 0);
        for (int i = 0; i < keys.Length; i++)
        {
            requested += sizes[i];
            int at = cached.FindIndex(item => item.Key == keys[i]);
            if (at >= 0)
            {
                hits++;
                cached.Add(cached[at]);
                cached.RemoveAt(at);
                continue;
            }

            missed += sizes[i];
            if (sizes[i] > Math.Min(capacity, most))
            {
                continue;
            }

            while (cached.Sum(item => item.Size) + sizes[i] > capacity)
            {
                cached.RemoveAt(0);
            }

            cached.Add((keys[i], sizes[i]));
        }

        return (hits, requested, missed);
    }
}
