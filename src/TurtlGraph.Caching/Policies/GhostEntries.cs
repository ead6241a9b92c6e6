namespace TurtlGraph.Caching;

/// <summary>Keys of evicted assets, with a number each, as entries that are found by key. One thread.</summary>
internal struct GhostEntries : IDisposable
{
    private KeyIndex _index;
    private Column<ulong> _keys;
    private Column<long> _values;
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

    public readonly long Bytes => _index.Bytes + _keys.Bytes + _values.Bytes + _free.Bytes;

    public readonly long ValueOf(int entry) => _values[entry];

    /// <summary>The entry of the key, or -1.</summary>
    public readonly unsafe int Find(ulong key) => _index.Find(key, _keys.Pointer);

    /// <summary>Adds a key that is absent.</summary>
    public int Add(ulong key, long value)
    {
        int entry = TakeEntry();
        _keys[entry] = key;
        _values[entry] = value;
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
        _values.Dispose();
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
        _values.Grow(entries);
        _free.Grow(entries);
    }
}
