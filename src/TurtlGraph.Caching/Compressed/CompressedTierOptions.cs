namespace TurtlGraph.Caching;

/// <summary>What a <see cref="CompressedTier"/> is made of.</summary>
public sealed record CompressedTierOptions
{
    /// <summary>Most bytes that kept assets take, compressed; at least 64 KiB.</summary>
    public required long CapacityBytes { get; init; }

    /// <summary>Most assets kept. Default 65 536.</summary>
    public int MaxAssets { get; init; } = 1 << 16;

    /// <summary>The codec for cold data (zstd); null when there is none.</summary>
    public ITierCodec? ColdCodec { get; init; }

    /// <summary>The codec for time-sensitive data (LZ4); null when there is none.</summary>
    public ITierCodec? FastCodec { get; init; }

    /// <summary>Hot assets up to so many bytes are kept as they are. Default 16 KiB.</summary>
    public int SmallBytes { get; init; } = 16 << 10;

    /// <summary>Compressed bytes are kept only when they are at most this part of the asset; decoding is not for nothing. Default 7/8.</summary>
    public double WorthwhileRatio { get; init; } = 0.875;

    /// <summary>Reads after which an asset should be promoted to uncompressed memory. Default 2.</summary>
    public int PromotionReads { get; init; } = 2;

    /// <summary>Which policy chooses what is dropped when the tier is full: one of <see cref="CachePolicies.Names"/>. Default <c>s3fifo</c>.</summary>
    public string Policy { get; init; } = "s3fifo";

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(CapacityBytes, 64 << 10, nameof(CapacityBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxAssets, 1, nameof(MaxAssets));
        ArgumentOutOfRangeException.ThrowIfNegative(SmallBytes, nameof(SmallBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(PromotionReads, 1, nameof(PromotionReads));
        if (WorthwhileRatio is not (> 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(WorthwhileRatio), WorthwhileRatio, "Must be above 0 and at most 1.");
        }
    }
}
