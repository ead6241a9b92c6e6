namespace TurtlGraph.Caching;

/// <summary>The segments by the slot that places name. Any thread looks one up; the store's thread adds and takes out.</summary>
internal sealed class SegmentTable
{
    private StoreSegment?[] _slots = new StoreSegment?[64];
    private ulong _nextNumber = 1;
    private int _cursor;
    private long _bytes;

    /// <summary>The segments there are, in no order.</summary>
    public IEnumerable<StoreSegment> All => _slots.OfType<StoreSegment>();

    public int Count { get; private set; }

    /// <summary>Bytes of all files.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The number that the next segment will get.</summary>
    public ulong NextNumber => _nextNumber;

    /// <summary>The number for a new segment.</summary>
    public ulong TakeNumber() => _nextNumber++;

    /// <summary>Sees to it that new numbers are higher.</summary>
    public void Skip(ulong number) => _nextNumber = Math.Max(_nextNumber, number + 1);

    public StoreSegment? At(int slot)
    {
        StoreSegment?[] slots = Volatile.Read(ref _slots);
        return (uint)slot < (uint)slots.Length ? Volatile.Read(ref slots[slot]) : null;
    }

    /// <summary>A slot that no segment has; -1 when there are too many segments. Slots are taken in turns, so one that became free rests.</summary>
    public int FreeSlot()
    {
        if (Count >= _slots.Length / 2)
        {
            Grow(_slots.Length * 2);
        }

        for (int i = 0; i < _slots.Length; i++)
        {
            int slot = (_cursor + i) % _slots.Length;
            if (_slots[slot] is null)
            {
                _cursor = slot + 1;
                return slot;
            }
        }

        return -1;
    }

    public void Add(StoreSegment segment)
    {
        while (segment.Slot >= _slots.Length)
        {
            Grow(_slots.Length * 2);
        }

        Volatile.Write(ref _slots[segment.Slot], segment);
        Count++;
        Interlocked.Add(ref _bytes, segment.Length);
        Skip(segment.Number);
    }

    /// <summary>Counts bytes that were appended to a segment.</summary>
    public void Grew(StoreSegment segment, long length)
    {
        Interlocked.Add(ref _bytes, length - segment.Length);
        segment.Length = length;
    }

    /// <summary>Takes a segment out; places that name its slot name nothing until the slot is used again.</summary>
    public void Remove(StoreSegment segment)
    {
        Volatile.Write(ref _slots[segment.Slot], null);
        Count--;
        Interlocked.Add(ref _bytes, -segment.Length);
    }

    private void Grow(int slots)
    {
        if (slots > Place.MostSegments + 1)
        {
            return;
        }

        var larger = new StoreSegment?[slots];
        _slots.CopyTo(larger, 0);
        Volatile.Write(ref _slots, larger);
    }
}
