namespace TurtlGraph.Caching;

/// <summary>
/// Runs traces through the policies that the runtime runs: a cold cache, every miss admits, an object keeps the size it was admitted
/// with, one too large for the cache is never admitted. Thread-safe: cells of one trace may be run side by side.
/// </summary>
public sealed class CacheSimulator
{
    /// <summary>So many slots are made at once; a cache that needs more grows.</summary>
    private const int MostSlotsAtStart = 1 << 20;

    private readonly CacheTrace _trace;
    private readonly Lazy<int[]> _nextUses;

    /// <summary>Makes a simulator of one trace.</summary>
    public CacheSimulator(CacheTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        _trace = trace;
        _nextUses = new Lazy<int[]>(() => NextUses.Of(trace));
    }

    /// <summary>Runs the whole trace through one cache.</summary>
    /// <param name="cell">Which.</param>
    /// <param name="interrupt">Ends it early; looked at about every ten milliseconds.</param>
    /// <exception cref="ArgumentException">No policy has the name, or the size is below 1.</exception>
    public SimulationResult Run(SimulationCell cell, CancellationToken interrupt = default)
    {
        ArgumentNullException.ThrowIfNull(cell);
        var options = new CachePolicyOptions { Capacity = cell.Size, Slots = SlotsOf(cell), Weights = cell.Weights };
        using var cache = new ShadowCache(CachePolicies.Create(cell.Policy, options)) { MaxWeight = cell.MaxObject };
        int[]? nextUses = cache.Policy.NeedsNextUse ? _nextUses.Value : null;
        var run = new SimulationRun(cache, cell.Unit == CacheUnit.Bytes);
        const int piece = 1 << 17;
        for (int start = 0; start < _trace.Count; start += piece)
        {
            interrupt.ThrowIfCancellationRequested();
            int length = Math.Min(piece, _trace.Count - start);
            run.Take(
                _trace.Keys.Span.Slice(start, length),
                _trace.HasSizes ? _trace.Sizes.Span.Slice(start, length) : default,
                nextUses is null ? default : nextUses.AsSpan(start, length));
        }

        return new SimulationResult(cell, _trace.Count, run.Hits, run.RequestedBytes, run.MissedBytes, run.Elapsed);
    }

    private int SlotsOf(SimulationCell cell) =>
        (int)Math.Min(Math.Min(cell.Unit == CacheUnit.Objects ? cell.Size : MostSlotsAtStart, MostSlotsAtStart), _trace.Count);
}
