namespace TurtlGraph.Caching;

/// <summary>Named choices of <see cref="EvictionWeights"/>.</summary>
public static class EvictionPolicy
{
    private const float OneHour = 3600;

    /// <summary>Names that <see cref="Parse"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = ["adaptive", "lru", "lfu", "fifo", "distance"];

    /// <summary>All factors: recency first, then distance and priority, then expected use, frequency and size.</summary>
    public static EvictionWeights Adaptive { get; } =
        new() { Age = 0.3f, Distance = 0.22f, Priority = 0.18f, Reuse = 0.12f, Frequency = 0.1f, Size = 0.08f };

    /// <summary>Least recently used first.</summary>
    public static EvictionWeights LeastRecentlyUsed { get; } = new() { Age = 1, AgeScaleSeconds = OneHour };

    /// <summary>Least often used first; of equally often used ones the least recent (resolved to about a second).</summary>
    public static EvictionWeights LeastFrequentlyUsed { get; } = new() { Frequency = 1, Age = 1e-3f, AgeScaleSeconds = OneHour };

    /// <summary>First loaded first.</summary>
    public static EvictionWeights FirstInFirstOut { get; } = new() { Residence = 1, AgeScaleSeconds = OneHour };

    /// <summary>Farthest from every viewer first; of equally far ones the least recent (resolved to about a second).</summary>
    public static EvictionWeights FarthestFirst { get; } = new() { Distance = 1, Age = 1e-3f, AgeScaleSeconds = OneHour };

    /// <summary>The weights of a policy by its name, in any letter case.</summary>
    /// <exception cref="ArgumentException">No policy has that name; the message lists the names.</exception>
    public static EvictionWeights Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.ToUpperInvariant() switch
        {
            "ADAPTIVE" => Adaptive,
            "LRU" => LeastRecentlyUsed,
            "LFU" => LeastFrequentlyUsed,
            "FIFO" => FirstInFirstOut,
            "DISTANCE" => FarthestFirst,
            _ => throw new ArgumentException($"'{name}' is no eviction policy. Choose one of: {string.Join(", ", Names)}.", nameof(name)),
        };
    }
}
