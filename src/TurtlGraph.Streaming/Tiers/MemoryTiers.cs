using TurtlGraph.Bundles;
using TurtlGraph.Caching;

namespace TurtlGraph.Streaming;

/// <summary>Makes memory tiers with the codecs of bundles.</summary>
public static class MemoryTiers
{
    /// <summary>Assets are compressed while the game runs and their memory waits for it, so each codec works at its fastest.</summary>
    private const int FastLevel = 1;

    /// <summary>A compressed tier: zstd for cold data, LZ4 for time-sensitive data, as far as this machine has them.</summary>
    /// <param name="capacityBytes">Most bytes of memory for what it keeps; at least 64 KiB.</param>
    /// <param name="codecs">Codecs to choose from; null for all this machine has.</param>
    /// <param name="options">What else; its capacity and codecs are not looked at. Null for defaults.</param>
    /// <returns>The tier, which the caller disposes.</returns>
    /// <exception cref="ArgumentException">An option cannot work.</exception>
    public static CompressedTier Compressed(long capacityBytes, CodecRegistry? codecs = null, CompressedTierOptions? options = null)
    {
        codecs ??= CodecRegistry.Default;
        options ??= new CompressedTierOptions { CapacityBytes = capacityBytes };
        return new CompressedTier(options with
        {
            CapacityBytes = capacityBytes,
            ColdCodec = TierCodec.Find(codecs, CodecId.Zstd, FastLevel),
            FastCodec = TierCodec.Find(codecs, CodecId.Lz4, FastLevel),
        });
    }
}
