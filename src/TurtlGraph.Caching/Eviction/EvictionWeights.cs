namespace TurtlGraph.Caching;

/// <summary>
/// How much each factor of <see cref="EvictionScoring"/> counts, and the scale on which it is measured. Each factor lies between
/// 0 (keep) and 1 (drop), so a weight is the largest share the factor can have in a score.
/// </summary>
public readonly record struct EvictionWeights
{
    /// <summary>All weights 0, scales 30 s, 256 KiB, 250 m and 2 s.</summary>
    public EvictionWeights() { }

    /// <summary>Weight of the time since the last use.</summary>
    public float Age { get; init; }

    /// <summary>Weight of the time since the asset was loaded.</summary>
    public float Residence { get; init; }

    /// <summary>Weight of how seldom the asset was used.</summary>
    public float Frequency { get; init; }

    /// <summary>Weight of the size.</summary>
    public float Size { get; init; }

    /// <summary>Weight of the keep class: Critical is dropped last, Low first.</summary>
    public float Priority { get; init; }

    /// <summary>Weight of the distance to the nearest viewer.</summary>
    public float Distance { get; init; }

    /// <summary>Weight of having no use in sight: what a forecast expects to be used soon is dropped last.</summary>
    public float Reuse { get; init; }

    /// <summary>Seconds after which an unused asset counts as 63 % stale (tau), above 0.</summary>
    public float AgeScaleSeconds { get; init; } = 30;

    /// <summary>Size in bytes whose factor is one half, above 0; the average size of an asset is a good choice.</summary>
    public float SizeScaleBytes { get; init; } = 256 * 1024;

    /// <summary>Distance in metres whose factor is one half, above 0.</summary>
    public float DistanceScaleMetres { get; init; } = 250;

    /// <summary>Seconds until the expected next use whose factor is one half, above 0.</summary>
    public float ReuseScaleSeconds { get; init; } = 2;

    /// <summary>Checks the scales.</summary>
    /// <exception cref="ArgumentException">One is not finite and above 0.</exception>
    public void Validate()
    {
        ReadOnlySpan<float> scales = [AgeScaleSeconds, SizeScaleBytes, DistanceScaleMetres, ReuseScaleSeconds];
        foreach (float scale in scales)
        {
            if (!(float.IsFinite(scale) && scale > 0))
            {
                throw new ArgumentException($"The scales of eviction weights are finite and above 0, but one is {scale}. Start from EvictionPolicy.Adaptive or `new EvictionWeights()`, not from `default`.");
            }
        }
    }
}
