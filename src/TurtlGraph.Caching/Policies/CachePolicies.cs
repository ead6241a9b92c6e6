namespace TurtlGraph.Caching;

/// <summary>The policies by name.</summary>
public static class CachePolicies
{
    /// <summary>Names <see cref="Create"/> knows, in the order they are listed to users.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "lru", "fifo", "lfu", "lfuda", "clock", "clock2", "clock3", "arc", "lirs", "s3fifo", "sieve", "wtinylfu", "gdsf", "2q",
        "adaptive", "predictive", "auto", "belady", "beladysize",
    ];

    /// <summary>The names without those that must be told the future.</summary>
    public static IReadOnlyList<string> OnlineNames { get; } = [.. Names.Where(static name => !name.StartsWith("belady", StringComparison.Ordinal))];

    /// <summary>Makes an empty policy. The caller owns it.</summary>
    /// <param name="name">One of <see cref="Names"/>, in any letter case.</param>
    /// <param name="options">Capacity and more.</param>
    /// <exception cref="ArgumentException">No policy has that name; the message lists the names.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is below 1.</exception>
    public static CachePolicy Create(string name, CachePolicyOptions options)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(options);
        return name.ToUpperInvariant() switch
        {
            "LRU" => new LruPolicy(options),
            "FIFO" => new FifoPolicy(options),
            "LFU" => new LfuPolicy(options),
            "LFUDA" => new GreedyDualPolicy("lfuda", false, options),
            "CLOCK" => new ClockPolicy("clock", 1, options),
            "CLOCK2" => new ClockPolicy("clock2", 2, options),
            "CLOCK3" => new ClockPolicy("clock3", 3, options),
            "ARC" => new ArcPolicy(options),
            "LIRS" => new LirsPolicy(options),
            "S3FIFO" => new S3FifoPolicy(options),
            "SIEVE" => new SievePolicy(options),
            "WTINYLFU" => new TinyLfuPolicy(options),
            "GDSF" => new GreedyDualPolicy("gdsf", true, options),
            "2Q" => new TwoQueuePolicy(options),
            "BELADY" => new BeladyPolicy(options),
            "BELADYSIZE" => new BeladySizePolicy(options),
            "ADAPTIVE" => new AdaptivePolicy(options),
            "AUTO" => new AutoPolicy(options),
            "PREDICTIVE" => new PredictivePolicy(options),
            _ => throw new ArgumentException($"'{name}' is no cache policy. Choose one of: {string.Join(", ", Names)}.", nameof(name)),
        };
    }
}
