using System.Runtime.CompilerServices;

namespace TurtlGraph.Caching;

/// <summary>
/// Keys of evicted assets in a few first-in-first-out lists, findable by key: what ARC, 2Q and S3-FIFO remember of the past.
/// A key is in at most one list. The owner keeps them bounded with <see cref="DropOldest"/>. One thread.
/// </summary>
internal struct GhostLists : IDisposable
{
    private SlotRings _order;
    private KeyIndex _index;
    private Column<ulong> _keys;
    private Column<long> _weights;
    private Column<byte> _listOf;
    private Column<int> _free;
    private Column<long> _totals;
    private int _freeCount;
    private int _used;

    public GhostLists(int lists, int entries)
    {
        entries = Math.Max(entries, 16);
        _order = new SlotRings(lists, entries);
        _index = new KeyIndex(entries);
        _totals.Grow(lists);
        GrowColumns(entries);
    }

    public readonly int Count => _index.Count;

    public readonly long Bytes => _order.Bytes + _index.Bytes + _keys.Bytes + _weights.Bytes + _listOf.Bytes + _free.Bytes;

    public readonly bool IsEmpty(int list) => _order.Oldest(list) < 0;

    /// <summary>Sum of the weights in a list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long WeightOf(int list) => _totals[list];

    /// <summary>Adds a key that is in no list as the newest of one.</summary>
    public void Add(int list, ulong key, long weight)
    {
        int entry = TakeEntry();
        _keys[entry] = key;
        _weights[entry] = weight;
        _listOf[entry] = (byte)list;
        _totals[list] += weight;
        _order.AddNewest(list, entry);
        _index.Add(key, entry);
    }

    /// <summary>Where the key is: an entry, or -1.</summary>
    public readonly unsafe int Find(ulong key) => _index.Find(key, _keys.Pointer);

    public readonly int ListOf(int entry) => _listOf[entry];

    public void Remove(int entry)
    {
        _totals[_listOf[entry]] -= _weights[entry];
        _index.Remove(_keys[entry], entry);
        _order.Unlink(entry);
        _free[_freeCount++] = entry;
    }

    /// <summary>Removes the key; false when it is in no list.</summary>
    public bool Remove(ulong key)
    {
        int entry = Find(key);
        if (entry < 0)
        {
            return false;
        }

        Remove(entry);
        return true;
    }

    /// <summary>Removes the oldest key of a list that is not empty.</summary>
    public void DropOldest(int list) => Remove(_order.Oldest(list));

    public void Dispose()
    {
        _order.Dispose();
        _index.Dispose();
        _keys.Dispose();
        _weights.Dispose();
        _listOf.Dispose();
        _free.Dispose();
        _totals.Dispose();
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
            _order.Grow(_used * 2);
        }

        return _used++;
    }

    private void GrowColumns(int entries)
    {
        _keys.Grow(entries);
        _weights.Grow(entries);
        _listOf.Grow(entries);
        _free.Grow(entries);
    }
}
