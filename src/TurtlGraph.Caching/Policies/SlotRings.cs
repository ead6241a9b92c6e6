using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Caching;

/// <summary>
/// A few doubly linked lists over slots, in one column: a slot is in at most one of them. Each list is a ring through an entry
/// of its own at the start of the column, so linking and unlinking have no special cases. One thread.
/// </summary>
internal struct SlotRings : IDisposable
{
    private readonly int _lists;
    private Column<Link> _links;

    public SlotRings(int lists, int slots)
    {
        _lists = lists;
        Grow(slots);
        for (int list = 0; list < lists; list++)
        {
            _links[list] = new Link { Newer = list, Older = list };
        }
    }

    public readonly long Bytes => _links.Bytes;

    public void Grow(int slots) => _links.Grow(slots + _lists);

    /// <summary>The slot at the old end, or a negative number when the list is empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Oldest(int list) => _links[list].Newer - _lists;

    /// <summary>The slot at the new end, or a negative number when the list is empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Newest(int list) => _links[list].Older - _lists;

    /// <summary>The next slot towards the new end, or a negative number at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int NewerThan(int slot) => _links[slot + _lists].Newer - _lists;

    /// <summary>The next slot towards the old end, or a negative number at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int OlderThan(int slot) => _links[slot + _lists].Older - _lists;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddNewest(int list, int slot) => Insert(slot + _lists, _links[list].Older, list);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddOldest(int list, int slot) => Insert(slot + _lists, list, _links[list].Newer);

    /// <summary>Adds the slot at the new side of <paramref name="neighbour"/>, which is in a list.</summary>
    public void AddAfter(int neighbour, int slot) => Insert(slot + _lists, neighbour + _lists, _links[neighbour + _lists].Newer);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Unlink(int slot)
    {
        Link link = _links[slot + _lists];
        _links[link.Older].Newer = link.Newer;
        _links[link.Newer].Older = link.Older;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MoveToNewest(int list, int slot)
    {
        if (_links[list].Older != slot + _lists)
        {
            Unlink(slot);
            AddNewest(list, slot);
        }
    }

    public void Dispose() => _links.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Insert(int entry, int older, int newer)
    {
        Debug.Assert(entry >= _lists);
        _links[entry] = new Link { Older = older, Newer = newer };
        _links[older].Newer = entry;
        _links[newer].Older = entry;
    }

    private struct Link
    {
        public int Newer;
        public int Older;
    }
}
