namespace TurtlGraph.Caching;

/// <summary>Keys of evicted assets, with a number each, as entries that are found by key. One thread.</summary>
internal struct GhostEntries : IDisposable
{
    private const int None = -1;

    private KeyIndex _index;
    private Column<ulong> _keys;
    private Column<long> _values;
    private int _free = None;
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

    public readonly long Bytes => _index.Bytes + _keys.Bytes + _values.Bytes;

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
        _values[entry] = _free;
        _free = entry;
    }

    public void Dispose()
    {
        _index.Dispose();
        _keys.Dispose();
        _values.Dispose();
    }

    private int TakeEntry()
    {
        int entry = _free;
        if (entry != None)
        {
            _free = (int)_values[entry];
            return entry;
        }

        if (_used == _keys.Length)
        {
            GrowColumns(checked(_used + Math.Max(16, _used / 4)));
        }

        return _used++;
    }

    private void GrowColumns(int entries)
    {
        _keys.Grow(entries);
        _values.Grow(entries);
    }
}
