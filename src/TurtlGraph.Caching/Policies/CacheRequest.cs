namespace TurtlGraph.Caching;

/// <summary>A request for an asset, as a <see cref="CachePolicy"/> sees it.</summary>
/// <param name="Key">The asset's 64-bit key; any value.</param>
/// <param name="Weight">What the asset takes of the cache's capacity, at least 1: its bytes, or 1 where objects are counted.</param>
/// <param name="KeepClass">0 (Critical) to 3 (Low). Read by the adaptive and the predictive policy only.</param>
public readonly record struct CacheRequest(ulong Key, long Weight = 1, byte KeepClass = 2);
