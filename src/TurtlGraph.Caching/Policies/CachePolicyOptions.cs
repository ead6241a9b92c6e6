namespace TurtlGraph.Caching;

/// <summary>What a <see cref="CachePolicy"/> is made for.</summary>
public sealed record CachePolicyOptions
{
    /// <summary>Greatest total weight of what is cached, at least 1: a number of objects, or of bytes.</summary>
    public required long Capacity { get; init; }

    /// <summary>
    /// Number of slots the columns have room for at the start. A slot beyond makes them grow, in that call; give the greatest
    /// number where a frame must not wait for that.
    /// </summary>
    public int Slots { get; init; } = 1024;

    /// <summary>Seed of the policies that sample. Equal seeds and requests give equal victims.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Weights of the adaptive policy; null learns them from the requests.</summary>
    public EvictionWeights? Weights { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Capacity, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Slots);
    }
}
