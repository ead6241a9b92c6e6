using System.Diagnostics;

namespace TurtlGraph.Caching;

/// <summary>
/// A part of the index: an open-addressing table whose entries lie in the order of their hashes (linear probing with Robin Hood
/// displacement), so a miss ends as early as a hit although nine slots of ten are in use. Growth and shrinking keep it
/// below 32 bytes a key.
/// </summary>
/// <remarks>
/// Any thread finds; changes exclude one another by a lock. A finder that overlaps a change sees an odd or a changed stamp and looks again. The
/// table is managed memory, so that a finder may still look at one that was replaced.
/// </remarks>
internal sealed partial class IndexShard
{
    private const double MostLoad = 0.9;
    private const double LoadAfterGrowth = 0.8;
    private const double LeastLoad = 0.75;
    private const int LeastCapacity = 32;

    /// <summary>Slots behind the last home, so that entries pushed on by others need not go round to the first.</summary>
    private const int Overhang = 32;

    private readonly Lock _changes = new();
    private IndexSlot[] _slots = new IndexSlot[LeastCapacity + Overhang];
    private int _stamp;
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public long Bytes => (long)Volatile.Read(ref _slots).Length * 24;

    /// <summary>The place of a key; of no segment when it is unknown. Adds <paramref name="heat"/> to its heat.</summary>
    public Place Find(StoreKey key, ulong hash, int heat)
    {
        SpinWait wait = default;
        while (true)
        {
            int stamp = Volatile.Read(ref _stamp);
            if ((stamp & 1) == 0)
            {
                IndexSlot[] slots = Volatile.Read(ref _slots);
                int at = Search(slots, key, hash, out _);
                Place place = at >= 0 ? slots[at].Place : Place.None;
                Volatile.ReadBarrier();
                if (Volatile.Read(ref _stamp) == stamp)
                {
                    if (heat > 0 && at >= 0 && place.Heat < Place.MostHeat)
                    {
                        // Succeeds only while the slot still names this very record; an increment that meets a change is lost, which harms nothing.
                        _ = Interlocked.CompareExchange(ref slots[at].PlaceBits, place.WithHeat(Math.Min(place.Heat + heat, Place.MostHeat)).Bits, place.Bits);
                    }

                    return place;
                }
            }

            wait.SpinOnce(sleep1Threshold: -1);
        }
    }

    /// <summary>Sets the place of a key and returns the one it had.</summary>
    public Place Set(StoreKey key, ulong hash, Place place)
    {
        lock (_changes)
        {
            int at = Search(_slots, key, hash, out int insertAt);
            Begin();
            Place before = Place.None;
            if (at >= 0)
            {
                before = _slots[at].Place;
                _slots[at].PlaceBits = place.Bits;
            }
            else
            {
                Insert(key, hash, place, insertAt);
            }

            End();
            return before;
        }
    }

    /// <summary>Moves a key from one place to another, when it is still there; its heat and history go with it.</summary>
    public bool Replace(StoreKey key, ulong hash, Place expected, Place place)
    {
        lock (_changes)
        {
            int at = Search(_slots, key, hash, out _);
            if (at < 0 || !_slots[at].Place.IsSameAs(expected))
            {
                return false;
            }

            Place held = _slots[at].Place;
            Begin();
            _slots[at].PlaceBits = place.WithHeat(held.Heat).WithOlder(held.HasOlder).Bits;
            End();
            return true;
        }
    }

    /// <summary>Notes that older records of a key may lie about.</summary>
    public void MarkOlder(StoreKey key, ulong hash) => Change(key, hash, place => place.WithOlder(true));

    /// <summary>Halves a key's heat.</summary>
    public void Cool(StoreKey key, ulong hash) => Change(key, hash, place => place.WithHeat(place.Heat / 2));

    /// <summary>Forgets a key, when its place is still the expected one (or whatever it is, when none is expected). Returns the place it had.</summary>
    public Place Remove(StoreKey key, ulong hash, Place expected)
    {
        lock (_changes)
        {
            int at = Search(_slots, key, hash, out _);
            if (at < 0 || (!expected.IsNone && !_slots[at].Place.IsSameAs(expected)))
            {
                return Place.None;
            }

            Place before = _slots[at].Place;
            Begin();
            RemoveAt(at);
            Shrink();
            End();
            return before;
        }
    }

    /// <summary>Forgets all keys whose records lie in a segment, and lists them.</summary>
    public void RemoveSegment(int segment, List<IndexSlot> removed)
    {
        lock (_changes)
        {
            Begin();
            for (int i = _slots.Length - 1; i >= 0; i--)
            {
                if (_slots[i].PlaceBits != 0 && _slots[i].Place.Segment == segment)
                {
                    removed.Add(_slots[i]);
                    RemoveAt(i);
                }
            }

            Shrink();
            End();
        }
    }

    /// <summary>Appends the entries to a list, in the order of their hashes; of one segment when one is named.</summary>
    public void CopyTo(List<IndexSlot> entries, int? segment = null)
    {
        lock (_changes)
        {
            foreach (ref readonly IndexSlot slot in _slots.AsSpan())
            {
                if (slot.PlaceBits != 0 && (segment is null || slot.Place.Segment == segment))
                {
                    entries.Add(slot);
                }
            }
        }
    }

    /// <summary>Makes room for so many entries, so that filling it does not grow it again and again.</summary>
    public void Reserve(int count)
    {
        lock (_changes)
        {
            if (count > MostLoad * (_slots.Length - Overhang))
            {
                Begin();
                Rebuild(CapacityFor(count));
                End();
            }
        }
    }

    private void Change(StoreKey key, ulong hash, Func<Place, Place> change)
    {
        lock (_changes)
        {
            int at = Search(_slots, key, hash, out _);
            if (at >= 0)
            {
                Begin();
                _slots[at].PlaceBits = change(_slots[at].Place).Bits;
                End();
            }
        }
    }

    private static int Search(IndexSlot[] slots, StoreKey key, ulong hash, out int insertAt)
    {
        int at = Home(hash, slots.Length);
        for (; at < slots.Length && slots[at].PlaceBits != 0; at++)
        {
            if (slots[at].Key == key)
            {
                insertAt = at;
                return at;
            }

            if (slots[at].Key.Hash > hash)
            {
                break;
            }
        }

        insertAt = at;
        return -1;
    }

    private void Begin()
    {
        Debug.Assert((_stamp & 1) == 0, "changes exclude one another");
        Interlocked.Increment(ref _stamp);
    }

    private void End() => Interlocked.Increment(ref _stamp);
}
