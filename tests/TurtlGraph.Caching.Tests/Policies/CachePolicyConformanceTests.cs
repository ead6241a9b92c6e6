using FsCheck;
using FsCheck.Fluent;

namespace TurtlGraph.Caching.Tests;

public sealed class CachePolicyConformanceTests
{
    public static TheoryData<string> Policies { get; } = new(CachePolicies.Names);

    [Theory]
    [MemberData(nameof(Policies))]
    public void Slots_weights_and_pins_are_kept_through_any_order_of_calls(string name)
    {
        Gen<(int Step, int Slot, int Weight)[]> steps =
            (from step in Gen.Choose(0, 9) from slot in Gen.Choose(0, 39) from weight in Gen.Choose(1, 4) select (step, slot, weight)).ArrayOf(400);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(steps.ToArbitrary(), s => Keeps(name, s)));
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void The_capacity_is_never_exceeded_and_equal_requests_have_equal_outcomes(string name)
    {
        (ulong Key, long Weight)[] trace = ZipfTrace.Make(8_000, 900, seed: 3, heaviest: 9);
        using ShadowCache one = Cache(name, 400);
        using ShadowCache two = Cache(name, 400);
        for (int i = 0; i < trace.Length; i++)
        {
            one.Policy.NextUse = two.Policy.NextUse = i + (long)(trace[i].Key % 500);
            var request = new CacheRequest(trace[i].Key, trace[i].Weight);
            Assert.Equal(one.Request(in request), two.Request(in request));
            Assert.InRange(one.Policy.UsedWeight, 1, 400);
        }

        Assert.Equal(one.Evictions, two.Evictions);
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void A_pinned_slot_is_no_victim_and_an_unpinned_one_is_again(string name)
    {
        using CachePolicy policy = CachePolicies.Create(name, new CachePolicyOptions { Capacity = 10, Slots = 10 });
        for (int slot = 0; slot < 10; slot++)
        {
            policy.NextUse = 100 + slot;
            policy.Admit(slot, new CacheRequest((ulong)slot));
        }

        policy.Pin(3);
        policy.Pin(7);
        for (int i = 0; i < 8; i++)
        {
            Assert.DoesNotContain(policy.Evict(), new[] { -1, 3, 7 });
        }

        Assert.Equal(-1, policy.Evict());
        policy.Unpin(7);
        Assert.Equal(7, policy.Evict());
        Assert.Equal(1, policy.Count);
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Requests_allocate_nothing_once_warm(string name)
    {
        (ulong Key, long Weight)[] trace = ZipfTrace.Make(6_000, 900, seed: 4);
        using ShadowCache cache = Cache(name, 200);
        Run(cache, trace);
        Run(cache, trace);
        long changes = Changes(cache);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(cache, trace);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated == 0 || Changes(cache) != changes, $"{allocated} bytes");
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Metadata_take_at_most_96_bytes_a_cached_asset(string name)
    {
        const int Assets = 100_000;
        using var cache = new ShadowCache(CachePolicies.Create(name, new CachePolicyOptions { Capacity = Assets, Slots = Assets }));
        for (int i = 0; i < 3 * Assets; i++)
        {
            cache.Policy.NextUse = i + 1_000;
            cache.Request(new CacheRequest((ulong)i));
        }

        Assert.Equal(Assets, cache.Policy.Count);

        // The shadows of these two have a fixed size.
        double shadows = cache.Policy switch { AutoPolicy auto => auto.ShadowBytes, TinyLfuPolicy tiny => tiny.ShadowBytes, _ => 0 };
        Assert.InRange((cache.MetadataBytes - shadows) / Assets, 1, 96);
        Assert.InRange(shadows, 0, 8 << 20);
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("wtinylfu")]
    [InlineData("adaptive")]
    [InlineData("predictive")]
    [InlineData("lfuda")]
    public void Popular_assets_survive_scans(string name)
    {
        (ulong Key, long Weight)[] trace = ZipfTrace.Make(40_000, 2_000, seed: 6);
        double own = CachePolicyModelTests.MissRatio(name, 150, trace);
        double fifo = CachePolicyModelTests.MissRatio("fifo", 150, trace);
        Assert.True(own < fifo - 0.02, $"{own} against {fifo}");
    }

    [Fact]
    public void An_unknown_name_is_refused_with_the_list_of_names()
    {
        var error = Assert.Throws<ArgumentException>(() => CachePolicies.Create("mru", new CachePolicyOptions { Capacity = 1 }));
        Assert.Contains("wtinylfu", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => CachePolicies.Create("lru", new CachePolicyOptions { Capacity = 0 }));
    }

    private static long Changes(ShadowCache cache) => (cache.Policy as AutoPolicy)?.Changes ?? 0;

    private static ShadowCache Cache(string name, long capacity) =>
        new(CachePolicies.Create(name, new CachePolicyOptions { Capacity = capacity, Slots = 8 }));

    private static void Run(ShadowCache cache, (ulong Key, long Weight)[] trace)
    {
        for (int i = 0; i < trace.Length; i++)
        {
            cache.Policy.NextUse = i + 100;
            cache.Request(new CacheRequest(trace[i].Key, trace[i].Weight));
        }
    }

    private static bool Keeps(string name, (int Step, int Slot, int Weight)[] steps)
    {
        using CachePolicy policy = CachePolicies.Create(name, new CachePolicyOptions { Capacity = 30, Slots = 8 });
        var cached = new Dictionary<int, long>();
        var pinned = new HashSet<int>();
        for (int i = 0; i < steps.Length; i++)
        {
            (int step, int slot, int weight) = steps[i];
            policy.NextUse = i + slot;
            bool isCached = cached.ContainsKey(slot);
            if (step <= 3 && !isCached)
            {
                policy.Admit(slot, new CacheRequest((ulong)(slot + (i % 3 * 40)), weight));
                cached.Add(slot, weight);
            }
            else if (step <= 5 && isCached)
            {
                policy.Access(slot);
            }
            else if (step == 6)
            {
                int victim = policy.Evict();
                if (victim < 0 != (cached.Count == pinned.Count) || (victim >= 0 && (!cached.Remove(victim) || pinned.Contains(victim))))
                {
                    return false;
                }
            }
            else if (step == 7)
            {
                policy.Remove(slot);
                cached.Remove(slot);
                pinned.Remove(slot);
            }
            else if (step == 8 && isCached)
            {
                policy.Pin(slot);
                pinned.Add(slot);
            }
            else if (step == 9)
            {
                policy.Unpin(slot);
                pinned.Remove(slot);
            }

            if (policy.Count != cached.Count || policy.UsedWeight != cached.Values.Sum() || policy.PinnedCount != pinned.Count)
            {
                return false;
            }
        }

        return Drains(policy, cached, pinned);
    }

    private static bool Drains(CachePolicy policy, Dictionary<int, long> cached, HashSet<int> pinned)
    {
        for (int victim = policy.Evict(); victim >= 0; victim = policy.Evict())
        {
            if (!cached.Remove(victim) || pinned.Contains(victim))
            {
                return false;
            }
        }

        return cached.Count == pinned.Count && policy.UsedWeight == cached.Values.Sum();
    }
}
