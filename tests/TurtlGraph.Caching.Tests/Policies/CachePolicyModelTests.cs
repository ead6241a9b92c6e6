using FsCheck;
using FsCheck.Fluent;

namespace TurtlGraph.Caching.Tests;

public sealed class CachePolicyModelTests
{
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
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    internal static double MissRatio(string name, long capacity, (ulong Key, long Weight)[] trace)
    {
        using var cache = new ShadowCache(CachePolicies.Create(name, new CachePolicyOptions { Capacity = capacity, Slots = 16 }));
        return trace.Count(request => !cache.Request(new CacheRequest(request.Key, request.Weight))) / (double)trace.Length;
    }

    private static double MissRatioOf(NaiveCache model, (ulong Key, long Weight)[] trace) =>
        trace.Count(request => !model.Request(request.Key, request.Weight)) / (double)trace.Length;

    private static bool Agree(string name, int capacity, long[] requests)
    {
        NaiveCache model = Model(name, capacity);
        using var cache = new ShadowCache(CachePolicies.Create(name, new CachePolicyOptions { Capacity = capacity, Slots = 4 }));
        for (int i = 0; i < requests.Length; i++)
        {
            int next = Array.IndexOf(requests, requests[i], i + 1);
            model.NextUse = next < 0 ? long.MaxValue : next;
            cache.Policy.NextUse = model.NextUse;
            if (model.Request((ulong)(requests[i] % 1000), requests[i] / 1000) != cache.Request(new CacheRequest((ulong)(requests[i] % 1000), requests[i] / 1000)))
            {
                return false;
            }
        }

        return true;
    }
}
