namespace TurtlGraph.Caching;

/// <summary>
/// The columns <see cref="EvictionScoring"/> reads, all of one length. A column whose weight is 0 may be left empty.
/// </summary>
public readonly ref struct EvictionColumns
{
    /// <summary>Time of the last use, in seconds on the caller's clock.</summary>
    public ReadOnlySpan<float> LastUsed { get; init; }

    /// <summary>Time of loading, in seconds on the caller's clock.</summary>
    public ReadOnlySpan<float> LoadedAt { get; init; }

    /// <summary>Number of uses, 0 or more.</summary>
    public ReadOnlySpan<float> UseCount { get; init; }

    /// <summary>Bytes the asset occupies, 0 or more.</summary>
    public ReadOnlySpan<float> SizeBytes { get; init; }

    /// <summary>0 (Critical, dropped last) to 3 (Low, dropped first).</summary>
    public ReadOnlySpan<float> KeepClass { get; init; }

    /// <summary>
    /// Time at which the next use is expected, in seconds on the caller's clock; infinity when none is. One that has been over for
    /// longer than <see cref="EvictionWeights.ReuseScaleSeconds"/> counts as none.
    /// </summary>
    public ReadOnlySpan<float> NextUse { get; init; }

    /// <summary>East position in metres; NaN for an asset without a place, which counts as near.</summary>
    public ReadOnlySpan<float> PositionX { get; init; }

    /// <summary>Height in metres.</summary>
    public ReadOnlySpan<float> PositionY { get; init; }

    /// <summary>North position in metres.</summary>
    public ReadOnlySpan<float> PositionZ { get; init; }
}
