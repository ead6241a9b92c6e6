namespace TurtlGraph.Caching;

/// <content>How entries lie in the table: in the order of their hashes, pushed on where others are in the way, moved together when one goes. With the lock held.</content>
internal sealed partial class IndexShard
{
    private static int CapacityFor(int count) => Math.Max(LeastCapacity, (int)(count / LoadAfterGrowth));

    private static int Home(ulong hash, int slots) => (int)Math.BigMul(hash << StoreIndex.ShardBits, (ulong)(slots - Overhang), out _);

    private void Insert(StoreKey key, ulong hash, Place place, int at)
    {
        while (_count + 1 > MostLoad * (_slots.Length - Overhang) || !TryMakeRoom(at))
        {
            bool isFull = _count + 1 > MostLoad * (_slots.Length - Overhang);
            Rebuild(isFull ? CapacityFor(_count + 1) : _slots.Length + (_slots.Length / 32));
            _ = Search(_slots, key, hash, out at);
        }

        _slots[at] = new IndexSlot { Key = key, PlaceBits = place.Bits };
        _count++;
    }

    /// <summary>Pushes the entries from a slot to the next free one on by one slot; false when there is none.</summary>
    private bool TryMakeRoom(int at)
    {
        int free = at;
        while (free < _slots.Length && _slots[free].PlaceBits != 0)
        {
            free++;
        }

        if (free >= _slots.Length)
        {
            return false;
        }

        Array.Copy(_slots, at, _slots, at + 1, free - at);
        return true;
    }

    private void RemoveAt(int at)
    {
        int end = at + 1;
        while (end < _slots.Length && _slots[end].PlaceBits != 0 && Home(_slots[end].Key.Hash, _slots.Length) < end)
        {
            end++;
        }

        Array.Copy(_slots, at + 1, _slots, at, end - at - 1);
        _slots[end - 1] = default;
        _count--;
    }

    private void Shrink()
    {
        if (_slots.Length > LeastCapacity + Overhang && _count < LeastLoad * _slots.Length)
        {
            Rebuild(CapacityFor(_count));
        }
    }

    // Entries are met in the order of their hashes, so each goes behind the one before it.
    private void Rebuild(int capacity)
    {
        IndexSlot[] old = _slots;
        while (true)
        {
            var slots = new IndexSlot[capacity + Overhang];
            if (TryFill(slots, old))
            {
                Volatile.Write(ref _slots, slots);
                return;
            }

            capacity += (capacity / 16) + 1;
        }
    }

    private static bool TryFill(IndexSlot[] slots, IndexSlot[] old)
    {
        int next = 0;
        foreach (ref readonly IndexSlot slot in old.AsSpan())
        {
            if (slot.PlaceBits != 0)
            {
                int at = Math.Max(next, Home(slot.Key.Hash, slots.Length));
                if (at >= slots.Length)
                {
                    return false;
                }

                slots[at] = slot;
                next = at + 1;
            }
        }

        return true;
    }
}
