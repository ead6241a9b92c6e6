namespace TurtlGraph.Benchmarks;

/// <summary>The cache, tier by tier: hits, misses and what they cost with one thread and with two.</summary>
internal sealed class CacheSuite : IQuickSuite
{
    private static readonly ICachePart[] s_parts =
        [new CacheHits(), new CacheMisses(), new CachePolicyCosts(), new CacheTiers(), new CacheWarming(), new CacheRecording(), new StoreReads()];

    public string Name => "cache";

    public string Description => "hits and misses, zipf 0.99 over 100 000 resident entries, beside ConcurrentDictionary and MemoryCache; policies; tiers; warming; recording; the disk store";

    public IEnumerable<Measure> Run() => s_parts.SelectMany(part => part.Run());
}
