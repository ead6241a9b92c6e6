namespace TurtlGraph.Caching;

/// <summary>What a <see cref="StoredByteSource"/> has done so far.</summary>
/// <param name="StoredBytes">Bytes delivered from the store.</param>
/// <param name="FetchedBytes">Bytes fetched from the source behind, those beside the wanted ones included.</param>
/// <param name="StoredReads">Reads that needed nothing else than the store.</param>
/// <param name="FetchedReads">Reads that had to be fetched, in whole or in part.</param>
/// <param name="DemotedBytes">Bytes offered by <see cref="StoredByteSource.TryDemote"/> that the store took.</param>
public readonly record struct StoredByteSourceCounts(long StoredBytes, long FetchedBytes, long StoredReads, long FetchedReads, long DemotedBytes = 0);
