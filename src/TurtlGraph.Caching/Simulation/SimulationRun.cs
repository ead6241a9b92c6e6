using System.Diagnostics;

namespace TurtlGraph.Caching;

/// <summary>The counts of a run, and its loops.</summary>
internal struct SimulationRun(ShadowCache cache, bool countsBytes)
{
    private long _ticks;

    public long Hits { get; private set; }

    public long RequestedBytes { get; private set; }

    public long MissedBytes { get; private set; }

    public readonly TimeSpan Elapsed => Stopwatch.GetElapsedTime(0, _ticks);

    public void Take(ReadOnlySpan<ulong> keys, ReadOnlySpan<uint> sizes, ReadOnlySpan<int> nextUses)
    {
        long start = Stopwatch.GetTimestamp();
        if (sizes.IsEmpty && nextUses.IsEmpty)
        {
            TakePlain(keys);
        }
        else
        {
            TakeAny(keys, sizes, nextUses);
        }

        _ticks += Stopwatch.GetTimestamp() - start;
    }

    private void TakePlain(ReadOnlySpan<ulong> keys)
    {
        long hits = 0;
        foreach (ulong key in keys)
        {
            hits += cache.Request(new CacheRequest(key)) ? 1 : 0;
        }

        Hits += hits;
        RequestedBytes += keys.Length;
        MissedBytes += keys.Length - hits;
    }

    private void TakeAny(ReadOnlySpan<ulong> keys, ReadOnlySpan<uint> sizes, ReadOnlySpan<int> nextUses)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            uint size = sizes.IsEmpty ? 1 : sizes[i];
            if (!nextUses.IsEmpty)
            {
                cache.Policy.NextUse = nextUses[i] == NextUses.Never ? long.MaxValue : nextUses[i];
            }

            bool isHit = cache.Request(new CacheRequest(keys[i], countsBytes ? size : 1));
            RequestedBytes += size;
            Hits += isHit ? 1 : 0;
            MissedBytes += isHit ? 0 : size;
        }
    }
}
