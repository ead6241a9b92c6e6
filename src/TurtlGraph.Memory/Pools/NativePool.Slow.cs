using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Memory;

/// <content>What happens when the thread's own cache cannot serve: batches to and from the shared stack, growth.</content>
public sealed unsafe partial class NativePool
{
    /// <summary>The sum over all caches is no picture of one instant, so one look is not enough to say that all is rented.</summary>
    private const int LeastLooks = 2;

    private const int MostLooks = 64;

    private readonly FreeStack<Tagged, NoGate> _free;
    private readonly Lock _growing = new();
    private int _slots;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private byte* RentSlowly(ThreadCache* cache)
    {
        var found = false;
        uint line = 0;
        try
        {
            cache = Own(cache);
            found = cache != null ? TryRefill(cache, out line) : TryTakeOne(out line);
        }
        finally
        {
            Leave(cache);
        }

        if (!found)
        {
            return null;
        }

        Volatile.Write(ref _states[line], Rented);
        if (cache == null)
        {
            Interlocked.Increment(ref _sharedRents);
        }

        var slot = PointerTo(line);
        return _ledger is null ? slot : _ledger.Added(slot, SlotBytes, CacheLine.Size);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReturnSlowly(ThreadCache* cache, byte* slot)
    {
        try
        {
            cache = Own(cache);
            if (_ledger is not null)
            {
                slot = _ledger.Removed(slot, out _);
            }

            var line = LineOf(slot);
            if (line >= _lines || Interlocked.CompareExchange(ref _states[line], Cached, Rented) != Rented)
            {
                ThrowNotRented(slot, line);
            }

            if (cache != null)
            {
                Flush(cache);
                cache->Slots[cache->Count++] = (uint)line;
            }
            else
            {
                Push([(uint)line]);
            }
        }
        finally
        {
            Leave(cache);
        }
    }

    /// <summary>The cache the thread may use now and has set busy, or null when it must do without.</summary>
    private ThreadCache* Own(ThreadCache* cache)
    {
        if (cache == _caches)
        {
            cache = _caches + ThreadSlot.Take();
            Volatile.Write(ref cache->Busy, 1);
        }

        // A cache is closed until its first owner comes; that of number 0, which nobody owns, for good.
        if (Volatile.Read(ref cache->Gate) == ThreadCache.Closed && _cacheSlots > 0 && cache != _caches)
        {
            Volatile.Write(ref cache->Gate, ThreadCache.Open);
        }

        if (Volatile.Read(ref cache->Gate) == ThreadCache.Open)
        {
            return cache;
        }

        Leave(cache);
        return null;
    }

    private static void Leave(ThreadCache* cache)
    {
        if (cache != null)
        {
            Volatile.Write(ref cache->Busy, 0);
        }
    }

    /// <summary>Takes one slot, after filling half of the cache if it is empty.</summary>
    private bool TryRefill(ThreadCache* cache, out uint line)
    {
        if (cache->Front != null)
        {
            line = (uint)LineOf(cache->Front);
            cache->Front = null;
            CheckCached(line);
            cache->Rents++;
            return true;
        }

        if (cache->Count == 0)
        {
            var room = new Span<uint>(cache->Slots, _cacheSlots / 2);
            var count = Take(room);
            if (count == 0)
            {
                line = 0;
                return false;
            }

            // The topmost slot of the stack is rented first.
            room[..count].Reverse();
            for (var i = 0; i < count; i++)
            {
                Volatile.Write(ref _states[cache->Slots[i]], Cached);
            }

            cache->Count = count;
            CountTaken(count);
        }

        line = cache->Slots[--cache->Count];
        CheckCached(line);
        cache->Rents++;
        return true;
    }

    private bool TryTakeOne(out uint line)
    {
        uint taken = 0;
        var found = Take(new Span<uint>(&taken, 1));
        CountTaken(found);
        line = taken;
        return found == 1;
    }

    /// <summary>Gives the older half of a full cache to the shared stack.</summary>
    private void Flush(ThreadCache* cache)
    {
        if (cache->Count == _cacheSlots)
        {
            var half = _cacheSlots / 2;
            for (var i = 0; i < half; i++)
            {
                CheckCached(cache->Slots[i]);
            }

            Push(new ReadOnlySpan<uint>(cache->Slots, half));
            new Span<uint>(cache->Slots + half, _cacheSlots - half).CopyTo(new Span<uint>(cache->Slots, _cacheSlots));
            cache->Count = _cacheSlots - half;
        }
    }

    /// <summary>
    /// Takes up to as many slots as fit: from the shared stack, a new block, or other threads' caches. Nobody counts them until the
    /// caller does, so that whoever looks meanwhile sees that there are slots on their way. Gives up when all are rented, or when
    /// those that are not stay out of reach for many looks: their thread was interrupted in the middle of an operation.
    /// </summary>
    private int Take(Span<uint> slots)
    {
        var wait = default(SpinWait);
        for (var look = 1; ; look++)
        {
            var count = _free.Pop(slots);
            while (count == 0 && TryGrow())
            {
                count = _free.Pop(slots);
            }

            count = count > 0 ? count : Steal(slots);
            if (count > 0 || look == MostLooks || (look >= LeastLooks && RentedSlots == MaxSlots))
            {
                return count;
            }

            wait.SpinOnce(sleep1Threshold: -1);
        }
    }

    private void Push(ReadOnlySpan<uint> slots)
    {
        Interlocked.Add(ref _taken, -slots.Length);
        _free.Push(slots);
    }

    /// <summary>Makes sure that a slot came to the shared stack since it was found empty; false at the maximum.</summary>
    private bool TryGrow()
    {
        if (Volatile.Read(ref _slots) == MaxSlots)
        {
            return false;
        }

        lock (_growing)
        {
            var first = _slots;
            if (first == MaxSlots)
            {
                return false;
            }

            if ((uint)_free.Head == FreeStack<Tagged, NoGate>.Empty)
            {
                var slots = Math.Min(first + (long)_blockSlots, MaxSlots);
                _range.TryCommit(slots * Stride);
                Volatile.Write(ref _slots, (int)slots);
                var step = (uint)(Stride >> LineShift);
                _free.PushRange((uint)first * step, ((uint)slots - 1) * step, step);
            }

            return true;
        }
    }

    /// <summary>A slot in a cache whose state is another one lies in a second cache too, or in the stack.</summary>
    private void CheckCached(uint line)
    {
        if (Volatile.Read(ref _states[line]) != Cached)
        {
            ThrowReturnedTwice(line);
        }
    }

    [DoesNotReturn]
    private void ThrowNotRented(byte* slot, ulong line)
    {
        var step = (ulong)(Stride >> LineShift);
        var known = line < (ulong)Slots * step && line % step == 0;
        throw new MemoryCorruptionException(
            known ? MemoryFault.DoubleFree : MemoryFault.ForeignFree,
            (nint)slot,
            known ? SlotBytes : 0,
            known
                ? $"Double return: a slot of pool '{Name}' at 0x{(nint)slot:x} is not rented. Make the pool with {nameof(MemoryGuards)}.{nameof(MemoryGuards.On)} to learn who returned it."
                : $"Foreign return: 0x{(nint)slot:x} is no slot of pool '{Name}'.");
    }

    [DoesNotReturn]
    private void ThrowReturnedTwice(uint line) => throw new MemoryCorruptionException(
        MemoryFault.DoubleFree,
        (nint)(PointerTo(line)),
        SlotBytes,
        $"Double return: a slot of pool '{Name}' was returned by two threads at once. Make the pool with {nameof(MemoryGuards)}.{nameof(MemoryGuards.On)} to learn by whom.");
}
