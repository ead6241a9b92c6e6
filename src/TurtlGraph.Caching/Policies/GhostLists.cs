using System.Runtime.CompilerServices;

namespace TurtlGraph.Caching;

/// <summary>
/// Keys of evicted assets in a few first-in-first-out lists, findable by key: what ARC, 2Q and S3-FIFO remember of the past.
/// A key is in at most one list. The owner keeps them bounded with <see cref="DropOldest"/>. One thread.
/// </summary>
internal struct GhostLists : IDisposable
{
    private GhostEntries _entries;
    private SlotRings _order;
    private Column<byte> _listOf;
    private Column<long> _totals;

    public GhostLists(int lists, int entries)
    {
        _entries = new GhostEntries(entries);
        _order = new SlotRings(lists, _entries.Length);
        _listOf.Grow(_entries.Length);
        _totals.Grow(lists);
    }

    public readonly int Count => _entries.Count;

    public readonly long Bytes => _entries.Bytes + _order.Bytes + _listOf.Bytes;

    public readonly bool IsEmpty(int list) => _order.Oldest(list) < 0;

    /// <summary>Sum of the weights in a list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long WeightOf(int list) => _totals[list];

    /// <summary>Adds a key that is in no list as the newest of one.</summary>
    public void Add(int list, ulong key, long weight)
    {
        int entry = _entries.Add(key, weight);
        _order.Grow(_entries.Length);
        _listOf.Grow(_entries.Length);
        _listOf[entry] = (byte)list;
        _totals[list] += weight;
        _order.AddNewest(list, entry);
    }

    /// <summary>
    /// Makes a key the newest of the first list, which stays within a total weight and all lists within a number of keys; one that is heavier than
    /// the limit is left as it is.
    /// </summary>
    public void Remember(ulong key, long weight, long weightLimit, int mostKeys)
    {
        if (weight > weightLimit)
        {
            return;
        }

        Remove(key);
        while (WeightOf(0) + weight > weightLimit || Count >= mostKeys)
        {
            DropOldest(0);
        }

        Add(0, key, weight);
    }

    /// <summary>Where the key is: an entry, or -1.</summary>
    public readonly int Find(ulong key) => _entries.Find(key);

    public readonly int ListOf(int entry) => _listOf[entry];

    public void Remove(int entry)
    {
        _totals[_listOf[entry]] -= _entries.ValueOf(entry);
        _order.Unlink(entry);
        _entries.Remove(entry);
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
        _entries.Dispose();
        _order.Dispose();
        _listOf.Dispose();
        _totals.Dispose();
    }
}
