namespace TurtlGraph.Caching;

/// <summary>Keys and weights of evicted assets as numbered entries that are found by key. One thread.</summary>
internal struct GhostEntries : IDisposable
{
    private KeyIndex _index;
    private Column<ulong> _keys;
    private Column<long> _weights;
    private Column<int> _free;
    private int _freeCount;
    private int _used;

    public GhostEntries(int entries)
    {
        entries = Math.Max(entries, 16);
        _index = new KeyIndex(entries);
        GrowColumns(entries);
    }

    public readonly int Count => _index.Count;

    /// <summary>Entries are below this number.</summary>
    public readonly int Length => _keys.Length;

    public readonly long Bytes => _index.Bytes + _keys.Bytes + _weights.Bytes + _free.Bytes;

    public readonly long WeightOf(int entry) => _weights[entry];

    /// <summary>The entry of the key, or -1.</summary>
    public readonly unsafe int Find(ulong key) => _index.Find(key, _keys.Pointer);

    /// <summary>Adds a key; an older entry with the same key, which only an asset that came back unnoticed can have, stays and ages.</summary>
    public int Add(ulong key, long weight)
    {
        int entry = TakeEntry();
        _keys[entry] = key;
        _weights[entry] = weight;
        _index.Add(key, entry);
        return entry;
    }

    public void Remove(int entry)
    {
        _index.Remove(_keys[entry], entry);
        _free[_freeCount++] = entry;
    }

    public void Dispose()
    {
        _index.Dispose();
        _keys.Dispose();
        _weights.Dispose();
        _free.Dispose();
    }

    private int TakeEntry()
    {
        if (_freeCount > 0)
        {
            return _free[--_freeCount];
        }

        if (_used == _keys.Length)
        {
            GrowColumns(checked(_used * 2));
        }

        return _used++;
    }

    private void GrowColumns(int entries)
    {
        _keys.Grow(entries);
        _weights.Grow(entries);
        _free.Grow(entries);
    }
}
