namespace TurtlGraph.Caching;

/// <summary>What the look-ups of all threads came to.</summary>
/// <param name="Hits">Look-ups that found bytes.</param>
/// <param name="Misses">Look-ups that did not, negative ones included.</param>
/// <param name="NegativeHits">Misses that a negative answer explained.</param>
/// <param name="Dropped">Uses that policies were not told of, because the ring of their thread was full.</param>
public readonly record struct AccessTotals(long Hits, long Misses, long NegativeHits, long Dropped)
{
    /// <summary>Hits in look-ups, 0 to 1; 0 before the first.</summary>
    public double HitRatio => Hits + Misses == 0 ? 0 : (double)Hits / (Hits + Misses);
}
