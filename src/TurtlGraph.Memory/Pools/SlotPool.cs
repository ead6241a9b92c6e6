using System.Diagnostics.CodeAnalysis;

namespace TurtlGraph.Memory;

/// <summary>
/// A lock-free free list of the slot numbers 0 to capacity - 1, for tables whose rows live elsewhere. It is one tagged stack
/// without per-thread caches, so every free slot is at once there for every thread.
/// </summary>
/// <remarks>All members but <see cref="Dispose"/> may be called by any thread at any time and allocate nothing.</remarks>
public sealed unsafe class SlotPool : IDisposable
{
    private const uint Rented = uint.MaxValue - 1;

    private readonly NativeArray<uint> _next;
    private readonly NativeArray<PaddedCounter> _head;
    private readonly FreeStack<Tagged, NoGate> _free;

    /// <summary>Makes a pool in which every slot is free; slots are first rented in ascending order.</summary>
    /// <param name="capacity">Number of slots, at least 1.</param>
    /// <param name="name">What the numbers are for, as profiles call their list.</param>
    /// <exception cref="MappingException">The system refuses the memory.</exception>
    public SlotPool(int capacity, string name = "slot numbers")
        : this(capacity, new CollectionOptions { Name = name })
    {
    }

    /// <summary>Makes a pool of <paramref name="capacity"/> (at least 1) free slots; they are first rented in ascending order.</summary>
    /// <exception cref="MappingException">The system refuses the memory.</exception>
    public SlotPool(int capacity, CollectionOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        Capacity = capacity;
        _next = new NativeArray<uint>(capacity, options);
        _head = new NativeArray<PaddedCounter>(1, options);
        _free = new FreeStack<Tagged, NoGate>(_next.Pointer, &_head.Pointer->Value, (uint)capacity);
        _free.PushRange(0, (uint)capacity - 1);
    }

    /// <summary>Number of slots.</summary>
    public int Capacity { get; }

    /// <summary>Slot and tag on top of the stack, for tests.</summary>
    internal long Head => _free.Head;

    /// <summary>Takes a free slot; false when none is left.</summary>
    public bool TryRent(out int index)
    {
        uint slot;
        if (_free.Pop(new Span<uint>(&slot, 1)) == 0)
        {
            index = -1;
            return false;
        }

        Volatile.Write(ref _next.Pointer[slot], Rented);
        index = (int)slot;
        return true;
    }

    /// <summary>Gives a rented slot back.</summary>
    /// <exception cref="ArgumentException">The slot is not rented (a double or foreign return).</exception>
    public void Return(int index)
    {
        var slot = (uint)index;
        if (slot >= (uint)Capacity
            || Interlocked.CompareExchange(ref _next.Pointer[slot], FreeStack<Tagged, NoGate>.Empty, Rented) != Rented)
        {
            ThrowNotRented(index);
        }

        _free.Push(new ReadOnlySpan<uint>(&slot, 1));
    }

    /// <summary>Releases the memory. No other thread may still use the pool.</summary>
    public void Dispose()
    {
        _next.Dispose();
        _head.Dispose();
    }

    [DoesNotReturn]
    private static void ThrowNotRented(int index) =>
        throw new ArgumentException($"Slot {index} is not rented; it was returned before or belongs to another pool.", nameof(index));
}
