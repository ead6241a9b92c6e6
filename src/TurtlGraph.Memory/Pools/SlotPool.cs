using System.Diagnostics.CodeAnalysis;

namespace TurtlGraph.Memory;

/// <summary>
/// A lock-free free list of the slot numbers 0 to capacity - 1 (Treiber's stack). Its head is one 64-bit word of slot and
/// tag; the tag changes with every operation, so a head that was taken and put back meanwhile is never mistaken for an
/// untouched one (the ABA fault).
/// </summary>
/// <remarks>All members but <see cref="Dispose"/> may be called by any thread at any time and allocate nothing.</remarks>
public sealed unsafe class SlotPool : IDisposable
{
    private const uint Empty = uint.MaxValue;
    private const uint Rented = uint.MaxValue - 1;

    private readonly NativeArray<uint> _next;
    private readonly NativeArray<PaddedCounter> _head;
    private readonly long* _headWord;

    /// <summary>Makes a pool in which every slot is free; slots are first rented in ascending order.</summary>
    public SlotPool(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        Capacity = capacity;
        _next = new NativeArray<uint>(capacity);
        _head = new NativeArray<PaddedCounter>(1);
        _headWord = &_head.Pointer->Value;
        for (var i = 0; i < capacity; i++)
        {
            _next[i] = i + 1 < capacity ? (uint)(i + 1) : Empty;
        }
    }

    /// <summary>Number of slots.</summary>
    public int Capacity { get; }

    /// <summary>Slot and tag on top of the stack, for tests.</summary>
    internal long Head => Volatile.Read(ref *_headWord);

    /// <summary>Takes a free slot; false when none is left.</summary>
    public bool TryRent(out int index)
    {
        var head = Volatile.Read(ref *_headWord);
        while (true)
        {
            var slot = (uint)head;
            if (slot == Empty)
            {
                index = -1;
                return false;
            }

            // The slot may be rented by another thread meanwhile; then the tag differs and the exchange fails.
            var next = Volatile.Read(ref _next.Pointer[slot]);
            var seen = Interlocked.CompareExchange(ref *_headWord, Word(next, head), head);
            if (seen == head)
            {
                Volatile.Write(ref _next.Pointer[slot], Rented);
                index = (int)slot;
                return true;
            }

            head = seen;
        }
    }

    /// <summary>Gives a rented slot back.</summary>
    /// <exception cref="ArgumentException">The slot is not rented (a double or foreign return).</exception>
    public void Return(int index)
    {
        if ((uint)index >= (uint)Capacity
            || Interlocked.CompareExchange(ref _next.Pointer[index], Empty, Rented) != Rented)
        {
            ThrowNotRented(index);
        }

        var head = Volatile.Read(ref *_headWord);
        while (true)
        {
            Volatile.Write(ref _next.Pointer[index], (uint)head);
            var seen = Interlocked.CompareExchange(ref *_headWord, Word((uint)index, head), head);
            if (seen == head)
            {
                return;
            }

            head = seen;
        }
    }

    /// <summary>Releases the memory. No other thread may still use the pool.</summary>
    public void Dispose()
    {
        _next.Dispose();
        _head.Dispose();
    }

    private static long Word(uint slot, long previous) => (long)((((ulong)previous >> 32) + 1) << 32 | slot);

    [DoesNotReturn]
    private static void ThrowNotRented(int index) =>
        throw new ArgumentException($"Slot {index} is not rented; it was returned before or belongs to another pool.", nameof(index));
}
