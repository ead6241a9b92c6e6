namespace TurtlGraph.Caching;

/// <summary>What asking for assets ahead of need brought.</summary>
/// <param name="Used">Assets that were asked for ahead of need and then needed.</param>
/// <param name="Expired">Those that were given up or evicted without being needed.</param>
/// <param name="Late">Of those used: needed before they were resident.</param>
/// <param name="LeadTime">Median time from asking to need, in the recording's unit.</param>
/// <param name="ShortLeadTime">The time that nine of ten exceed.</param>
/// <param name="WastedBytes">Bytes loaded for those that were not needed.</param>
/// <param name="LoadedBytes">Bytes loaded in all.</param>
public readonly record struct PrefetchEffect(long Used, long Expired, long Late, long LeadTime, long ShortLeadTime, long WastedBytes, long LoadedBytes)
{
    /// <summary>Used of all whose fate is known, 0 to 1; 0 without any.</summary>
    public double Precision => Used / (double)Math.Max(1, Used + Expired);

    /// <summary>Wasted of all loaded bytes, 0 to 1.</summary>
    public double Waste => WastedBytes / (double)Math.Max(1, LoadedBytes);
}
