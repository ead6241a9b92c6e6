namespace TurtlGraph.Caching;

/// <summary>The latest victims' keys, when they were evicted and 32 bits on why. One thread.</summary>
internal struct RegretMemory : IDisposable
{
    private GhostEntries _entries;
    private SlotRings _order;
    private Column<uint> _reasons;

    public RegretMemory(int entries)
    {
        _entries = new GhostEntries(entries);
        _order = new SlotRings(1, _entries.Length);
        _reasons.Grow(_entries.Length);
    }

    public readonly long Bytes => _entries.Bytes + _order.Bytes + _reasons.Bytes;

    /// <summary>Adds a victim, and forgets the oldest until there are no more than <paramref name="limit"/>.</summary>
    public void Add(ulong key, uint reason, long now, int limit)
    {
        TryTake(key, out _, out _);
        while (_entries.Count >= limit)
        {
            Drop(_order.Oldest(0));
        }

        int entry = _entries.Add(key, now);
        _order.Grow(_entries.Length);
        _reasons.Grow(_entries.Length);
        _reasons[entry] = reason;
        _order.AddNewest(0, entry);
    }

    public bool TryTake(ulong key, out uint reason, out long evictedAt)
    {
        int entry = _entries.Find(key);
        if (entry < 0)
        {
            reason = 0;
            evictedAt = 0;
            return false;
        }

        reason = _reasons[entry];
        evictedAt = _entries.ValueOf(entry);
        Drop(entry);
        return true;
    }

    public void Dispose()
    {
        _entries.Dispose();
        _order.Dispose();
        _reasons.Dispose();
    }

    private void Drop(int entry)
    {
        _order.Unlink(entry);
        _entries.Remove(entry);
    }
}
