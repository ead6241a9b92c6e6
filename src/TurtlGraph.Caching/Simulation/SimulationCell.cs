namespace TurtlGraph.Caching;

/// <summary>What is simulated: one policy in a cache of one size.</summary>
public sealed record SimulationCell
{
    /// <summary>Name of the policy: see <see cref="CachePolicies.Names"/>.</summary>
    public required string Policy { get; init; }

    /// <summary>Size of the cache, at least 1, in <see cref="Unit"/>.</summary>
    public required long Size { get; init; }

    /// <summary>What the size counts. Default objects.</summary>
    public CacheUnit Unit { get; init; }

    /// <summary>
    /// Largest object that is admitted, in <see cref="Unit"/>, whatever the policy; larger ones pass the cache by. Never more than the
    /// cache's size, which is the default.
    /// </summary>
    public long MaxObject { get; init; } = long.MaxValue;

    /// <summary>Weights of the adaptive policy; <see langword="null"/> learns them from the requests.</summary>
    public EvictionWeights? Weights { get; init; }
}
