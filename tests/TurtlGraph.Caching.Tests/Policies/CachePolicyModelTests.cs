using FsCheck;
using FsCheck.Fluent;

namespace TurtlGraph.Caching.Tests;

public sealed class CachePolicyModelTests
{
    private const double WindowShare = 0.25;
    private static readonly EvictionWeights s_weights = new() { Age = 0.5f, Frequency = 0.3f, Size = 0.15f, Priority = 0.05f };

    [Theory]
    [InlineData("lru")]
    [InlineData("fifo")]
    [InlineData("lfu")]
    [InlineData("lfuda")]
    [InlineData("clock")]
    [InlineData("clock2")]
    [InlineData("clock3")]
    [InlineData("arc")]
    [InlineData("lirs")]
    [InlineData("s3fifo")]
    [InlineData("sieve")]
    [InlineData("gdsf")]
    [InlineData("2q")]
    [InlineData("belady")]
    [InlineData("beladysize")]
    [InlineData("adaptive")]
    [InlineData("predictive")]
    [InlineData("wtinylfu")]
    public void Hits_and_misses_are_those_of_the_naive_model(string name)
    {
        Gen<(int, long[])> cases =
            from capacity in Gen.Choose(1, 24)
            from heaviest in Gen.Elements(1, 1, 5)
            from keys in Gen.Choose(2, 60)
            from requests in Gen.Choose(0, keys).Select(key => key + (1000L * (1 + (key * 7 % heaviest)))).ArrayOf(300)
            select (capacity, requests);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(150), Prop.ForAll(cases.ToArbitrary(), c => Agree(name, c.Item1, c.Item2)));
    }

    [Theory]
    [InlineData("lru", 0.53295)]
    [InlineData("arc", 0.46310)]
    [InlineData("lirs", 0.46345)]
    [InlineData("s3fifo", 0.45435)]
    public void A_long_zipf_trace_agrees_with_the_model_too(string name, double expected)
    {
        (ulong Key, long Weight)[] trace = ZipfTrace.Make(20_000, 2_000, seed: 5);
        double ratio = MissRatio(name, 150, trace);
        Assert.Equal(MissRatioOf(Model(name, 150), trace), ratio, 9);
        Assert.Equal(expected, ratio, 0.00001);
    }

    [Theory]
    [InlineData("beladysize")]
    [InlineData("adaptive")]
    [InlineData("predictive")]
    [InlineData("wtinylfu")]
    public void A_long_trace_of_several_sizes_agrees_with_the_model_too(string name)
    {
        (ulong Key, long Weight)[] trace = ZipfTrace.Make(20_000, 500, seed: 7);
        Assert.True(Agree(name, 50, [.. trace.Select(request => (long)request.Key % 1000 + (1000L * (1 + ((long)(request.Key % 1000) * 7 % 5))))]));
    }

    internal static NaiveCache Model(string name, long capacity) => name switch
    {
        "lru" => new NaiveLru(capacity, isFifo: false),
        "fifo" => new NaiveLru(capacity, isFifo: true),
        "lfu" => new NaiveLfu(capacity),
        "lfuda" => new NaiveGreedyDual(capacity, bySize: false),
        "gdsf" => new NaiveGreedyDual(capacity, bySize: true),
        "clock" => new NaiveClock(capacity, 1),
        "clock2" => new NaiveClock(capacity, 2),
        "clock3" => new NaiveClock(capacity, 3),
        "arc" => new NaiveArc(capacity),
        "lirs" => new NaiveLirs(capacity),
        "s3fifo" => new NaiveS3Fifo(capacity),
        "sieve" => new NaiveSieve(capacity),
        "2q" => new NaiveTwoQueue(capacity),
        "belady" => new NaiveBelady(capacity),
        "beladysize" => new NaiveBeladySize(capacity),
        "adaptive" => new NaiveAdaptive(capacity, s_weights),
        "predictive" => new NaivePredictive(capacity),
        "wtinylfu" => new NaiveTinyLfu(capacity, WindowShare),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    internal static double MissRatio(string name, long capacity, (ulong Key, long Weight)[] trace)
    {
        using var cache = new ShadowCache(CachePolicies.Create(name, new CachePolicyOptions { Capacity = capacity, Slots = 16 }));
        return trace.Count(request => !cache.Request(new CacheRequest(request.Key, request.Weight))) / (double)trace.Length;
    }

    private static double MissRatioOf(NaiveCache model, (ulong Key, long Weight)[] trace) =>
        trace.Count(request => !model.Request(request.Key, request.Weight)) / (double)trace.Length;

    // What adapts itself is compared while it does not: the adaptive policy with set weights, W-TinyLFU with a window of one size.
    private static CachePolicy Make(string name, long capacity)
    {
        var options = new CachePolicyOptions { Capacity = capacity, Slots = name == "wtinylfu" ? (int)capacity : 4, Weights = s_weights };
        return name == "wtinylfu" ? new TinyLfuPolicy(options, WindowShare) : CachePolicies.Create(name, options);
    }

    private static bool Agree(string name, int capacity, long[] requests)
    {
        NaiveCache model = Model(name, capacity);
        using var cache = new ShadowCache(Make(name, capacity));
        var next = new long[requests.Length];
        var seen = new Dictionary<long, long>();
        for (int i = requests.Length - 1; i >= 0; i--)
        {
            next[i] = seen.GetValueOrDefault(requests[i], long.MaxValue);
            seen[requests[i]] = i;
        }

        for (int i = 0; i < requests.Length; i++)
        {
            model.NextUse = cache.Policy.NextUse = next[i];
            (ulong key, long weight) = ((ulong)(requests[i] % 1000), requests[i] / 1000);
            if (model.Request(key, weight) != cache.Request(new CacheRequest(key, weight)))
            {
                return false;
            }
        }

        return true;
    }
}
