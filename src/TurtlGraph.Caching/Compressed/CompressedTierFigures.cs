namespace TurtlGraph.Caching;

/// <summary>What a <see cref="CompressedTier"/> holds and has done.</summary>
/// <param name="Assets">Assets held.</param>
/// <param name="AssetBytes">Their bytes, uncompressed.</param>
/// <param name="StoredBytes">Memory they take.</param>
/// <param name="Hits">Reads that found their key.</param>
/// <param name="Misses">Reads that did not.</param>
/// <param name="Promotions">Reads that reached the promotion threshold.</param>
/// <param name="Evictions">Assets dropped for room.</param>
/// <param name="Damaged">Assets dropped because they could not be decoded.</param>
public readonly record struct CompressedTierFigures(
    int Assets, long AssetBytes, long StoredBytes, long Hits, long Misses, long Promotions, long Evictions, long Damaged)
{
    /// <summary>Bytes held for each byte of memory.</summary>
    public double Ratio => StoredBytes == 0 ? 1 : (double)AssetBytes / StoredBytes;
}
