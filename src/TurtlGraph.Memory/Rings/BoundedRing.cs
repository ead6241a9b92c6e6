using System.Numerics;

namespace TurtlGraph.Memory;

/// <summary>
/// A bounded lock-free queue for any number of producers and consumers. Every cell carries the sequence number of the next
/// operation it is free for, so a producer and a consumer meet only in the cell they share (Vyukov, "Bounded MPMC queue").
/// </summary>
/// <remarks>
/// All members but <see cref="Dispose"/> may be called by any thread at any time and allocate nothing. Items of one producer
/// come out in the order it put them in. A full ring refuses, which is the back-pressure a caller sees. Cells are native
/// memory, so <typeparamref name="T"/> holds no reference.
/// </remarks>
/// <typeparam name="T">Item type.</typeparam>
public sealed unsafe class BoundedRing<T> : IDisposable
    where T : unmanaged
{
    private readonly NativeArray<Cell> _cells;
    private readonly NativeArray<PaddedCounter> _counters;
    private readonly Cell* _cell;
    private readonly long* _tail;
    private readonly long* _head;
    private readonly long _mask;

    private struct Cell
    {
        public long Sequence;
        public T Item;
    }

    /// <summary>Makes an empty ring.</summary>
    /// <param name="capacity">Number of items it holds, rounded up to a power of two of at least 2.</param>
    /// <param name="name">What the ring is for, as profiles call it.</param>
    /// <exception cref="MappingException">The system refuses the memory.</exception>
    public BoundedRing(int capacity, string name = "ring")
        : this(capacity, new CollectionOptions { Name = name })
    {
    }

    /// <summary>Makes an empty ring of <paramref name="capacity"/> items, rounded up to a power of two of at least 2.</summary>
    /// <exception cref="MappingException">The system refuses the memory.</exception>
    public BoundedRing(int capacity, CollectionOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 1 << 30);
        Capacity = (int)Math.Max(2, BitOperations.RoundUpToPowerOf2((uint)capacity));
        _mask = Capacity - 1;
        _cells = new NativeArray<Cell>(Capacity, options);
        _counters = new NativeArray<PaddedCounter>(2, options);
        _cell = _cells.Pointer;
        _tail = &_counters.Pointer[0].Value;
        _head = &_counters.Pointer[1].Value;
        for (var i = 0; i < Capacity; i++)
        {
            _cell[i].Sequence = i;
        }
    }

    /// <summary>Number of items the ring holds when full.</summary>
    public int Capacity { get; }

    /// <summary>Number of items now; exact only when no other thread uses the ring.</summary>
    public int Count => (int)Math.Clamp(Volatile.Read(ref *_tail) - Volatile.Read(ref *_head), 0, Capacity);

    /// <summary>Appends an item; false when the ring is full.</summary>
    public bool TryEnqueue(in T item)
    {
        var position = Volatile.Read(ref *_tail);
        while (true)
        {
            var cell = _cell + (position & _mask);
            var difference = Volatile.Read(ref cell->Sequence) - position;
            if (difference == 0)
            {
                var seen = Interlocked.CompareExchange(ref *_tail, position + 1, position);
                if (seen == position)
                {
                    cell->Item = item;
                    Volatile.Write(ref cell->Sequence, position + 1);
                    return true;
                }

                position = seen;
            }
            else if (difference < 0)
            {
                return false;
            }
            else
            {
                position = Volatile.Read(ref *_tail);
            }
        }
    }

    /// <summary>Takes the oldest item; false when the ring is empty.</summary>
    public bool TryDequeue(out T item)
    {
        var position = Volatile.Read(ref *_head);
        while (true)
        {
            var cell = _cell + (position & _mask);
            var difference = Volatile.Read(ref cell->Sequence) - (position + 1);
            if (difference == 0)
            {
                var seen = Interlocked.CompareExchange(ref *_head, position + 1, position);
                if (seen == position)
                {
                    item = cell->Item;
                    Volatile.Write(ref cell->Sequence, position + Capacity);
                    return true;
                }

                position = seen;
            }
            else if (difference < 0)
            {
                item = default;
                return false;
            }
            else
            {
                position = Volatile.Read(ref *_head);
            }
        }
    }

    /// <summary>Releases the cells. No other thread may still use the ring.</summary>
    public void Dispose()
    {
        _cells.Dispose();
        _counters.Dispose();
    }
}
