using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Caching;

/// <summary>A 4-ary heap of slots by priority, least first, of equals the one placed first; knows where each slot is. One thread.</summary>
internal struct SlotHeap : IDisposable
{
    private const int Arity = 4;

    private Column<Entry> _heap;
    private Column<int> _places;
    private long _placed;

    public SlotHeap(int slots) => Grow(slots);

    public int Count { get; private set; }

    public readonly long Bytes => _heap.Bytes + _places.Bytes;

    public void Grow(int slots)
    {
        _heap.Grow(slots);
        _places.Grow(slots);
    }

    /// <summary>The slot with the least priority; there is one.</summary>
    public readonly int Least => _heap[0].Slot;

    public readonly double PriorityOf(int slot) => _heap[_places[slot]].Priority;

    public void Add(int slot, double priority) => SiftUp(Count++, new Entry { Priority = priority, Order = (uint)_placed++, Slot = slot });

    /// <summary>Gives a slot in the heap another priority; among equals it is the last then.</summary>
    public void Change(int slot, double priority)
    {
        int place = _places[slot];
        Debug.Assert(_heap[place].Slot == slot);
        Settle(place, new Entry { Priority = priority, Order = (uint)_placed++, Slot = slot });
    }

    public void Remove(int slot)
    {
        int place = _places[slot];
        Debug.Assert(_heap[place].Slot == slot);
        Entry last = _heap[--Count];
        if (place < Count)
        {
            Settle(place, last);
        }
    }

    public void Dispose()
    {
        _heap.Dispose();
        _places.Dispose();
    }

    // Orders are compared as a distance, so their 32 bits may wrap; only entries placed 2^31 steps apart could be confused.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsBefore(in Entry left, in Entry right) =>
        left.Priority < right.Priority || (left.Priority == right.Priority && (int)(left.Order - right.Order) < 0);

    private void Settle(int place, in Entry entry)
    {
        if (place > 0 && IsBefore(in entry, in _heap[(place - 1) / Arity]))
        {
            SiftUp(place, entry);
        }
        else
        {
            SiftDown(place, entry);
        }
    }

    private void SiftUp(int place, Entry entry)
    {
        while (place > 0)
        {
            int parent = (place - 1) / Arity;
            if (!IsBefore(in entry, in _heap[parent]))
            {
                break;
            }

            Put(place, in _heap[parent]);
            place = parent;
        }

        Put(place, in entry);
    }

    private void SiftDown(int place, Entry entry)
    {
        while (true)
        {
            int first = (place * Arity) + 1;
            if (first >= Count)
            {
                break;
            }

            int least = first;
            int end = Math.Min(first + Arity, Count);
            for (int child = first + 1; child < end; child++)
            {
                least = IsBefore(in _heap[child], in _heap[least]) ? child : least;
            }

            if (!IsBefore(in _heap[least], in entry))
            {
                break;
            }

            Put(place, in _heap[least]);
            place = least;
        }

        Put(place, in entry);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Put(int place, in Entry entry)
    {
        _heap[place] = entry;
        _places[entry.Slot] = place;
    }

    private struct Entry
    {
        public double Priority;
        public uint Order;
        public int Slot;
    }
}
