namespace TurtlGraph.Caching;

/// <summary>Keys whose next use is waited for, with the moment and the features a prediction was made from; oldest first. One thread.</summary>
internal struct FollowedKeys : IDisposable
{
    private const int Most = 4096;

    private readonly int _features;
    private GhostEntries _entries;
    private SlotRings _order;
    private Column<float> _values;

    public FollowedKeys(int features)
    {
        _features = features;
        _entries = new GhostEntries(64);
        GrowColumns();
    }

    public readonly bool IsFull => _entries.Count >= Most;

    public readonly long Bytes => _entries.Bytes + _order.Bytes + _values.Bytes;

    /// <summary>Follows a key unless it is followed already.</summary>
    public void Add(ulong key, long now, ReadOnlySpan<float> features)
    {
        if (_entries.Find(key) >= 0)
        {
            return;
        }

        int entry = _entries.Add(key, now);
        GrowColumns();
        _order.AddNewest(0, entry);
        features.CopyTo(Values(entry));
    }

    public bool TryTake(ulong key, Span<float> features, out long since)
    {
        int entry = _entries.Find(key);
        since = entry < 0 ? 0 : _entries.ValueOf(entry);
        if (entry >= 0)
        {
            Take(entry, features);
        }

        return entry >= 0;
    }

    /// <summary>Since when the oldest key is followed; false when there is none.</summary>
    public readonly bool OldestSince(out long since)
    {
        int entry = _order.Oldest(0);
        since = entry < 0 ? 0 : _entries.ValueOf(entry);
        return entry >= 0;
    }

    public void TakeOldest(Span<float> features) => Take(_order.Oldest(0), features);

    public void Dispose()
    {
        _entries.Dispose();
        _order.Dispose();
        _values.Dispose();
    }

    private readonly unsafe Span<float> Values(int entry) => new(_values.Pointer + ((long)entry * _features), _features);

    private void Take(int entry, Span<float> features)
    {
        Values(entry).CopyTo(features);
        _order.Unlink(entry);
        _entries.Remove(entry);
    }

    private void GrowColumns()
    {
        if (_values.Length >= _entries.Length * _features)
        {
            return;
        }

        if (_values.Length == 0)
        {
            _order = new SlotRings(1, _entries.Length);
        }

        _order.Grow(_entries.Length);
        _values.Grow(_entries.Length * _features);
    }
}
