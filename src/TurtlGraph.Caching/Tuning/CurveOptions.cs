namespace TurtlGraph.Caching;

/// <summary>Which miss-ratio curves are wanted, and how exactly.</summary>
public sealed record CurveOptions
{
    /// <summary>Independent samples that the error is told from.</summary>
    internal const int Samples = 5;

    /// <summary>Names of policies: see <see cref="CachePolicies.Names"/>.</summary>
    public required IReadOnlyList<string> Policies { get; init; }

    /// <summary>Sizes of the cache, in <see cref="Unit"/>.</summary>
    public required IReadOnlyList<long> Sizes { get; init; }

    /// <summary>What the sizes count. Default objects.</summary>
    public CacheUnit Unit { get; init; }

    /// <summary>
    /// Requests that a point may cost. A trace with no more is run whole; of a longer one the objects are sampled, so that about so many
    /// requests are left. At least 1000. Default 1 million.
    /// </summary>
    public int RequestsPerPoint { get; init; } = 1_000_000;

    /// <summary>Points worked out at once. Default: one a processor.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(RequestsPerPoint, 1000, nameof(RequestsPerPoint));
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1, nameof(Threads));
        if (Policies.Count == 0 || Sizes.Count == 0 || Sizes.Any(size => size < 1))
        {
            throw new ArgumentException("At least one policy and one size are needed, and sizes are above 0.");
        }
    }
}
