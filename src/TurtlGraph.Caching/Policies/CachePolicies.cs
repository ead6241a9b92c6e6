namespace TurtlGraph.Caching;

/// <summary>The policies by name.</summary>
public static class CachePolicies
{
    /// <summary>Names <see cref="Create"/> knows, in the order they are listed to users.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "lru", "fifo",
    ];

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
            _ => throw new ArgumentException($"'{name}' is no cache policy. Choose one of: {string.Join(", ", Names)}.", nameof(name)),
        };
    }
}
