using System.Numerics;
using System.Runtime.CompilerServices;
using TurtlGraph.Memory;

namespace TurtlGraph.Caching;

/// <summary>
/// Where threads count their look-ups and report which slots they used: each thread in counters and a ring of its own, so
/// without a locked instruction; one thread drains the rings into the eviction policy. A full ring drops the report and
/// counts it: a use is a hint, not a promise.
/// </summary>
/// <remarks>
/// Counting, reporting and <see cref="Totals"/>: any thread. <see cref="TryTake"/>: one thread at a time. Memory: 64 KiB, and a
/// ring for each thread that reports. Threads beyond the 511th are counted but report nothing.
/// </remarks>
public sealed unsafe class AccessLog : IDisposable
{
    private readonly ThreadTable<ThreadUses> _threads = new("reported uses");
    private readonly AccessCounts _counts = new();
    private readonly NativeArray<int>?[] _rings;
    private readonly uint _mask;

    /// <summary>Makes an empty log.</summary>
    /// <param name="ringLength">Uses a thread can report between two drains; 2 to 2^24, rounded up to a power of two.</param>
    public AccessLog(int ringLength = 1 << 14)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ringLength, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ringLength, 1 << 24);
        _rings = new NativeArray<int>?[_threads.Length];
        _mask = BitOperations.RoundUpToPowerOf2((uint)ringLength) - 1;
    }

    /// <summary>Sums over all threads; a sum may lag behind look-ups that other threads are making.</summary>
    public AccessTotals Totals
    {
        get
        {
            _counts.Sum(out long hits, out long misses, out long negative);
            return new AccessTotals(hits, misses, negative, DroppedUses);
        }
    }

    internal AccessCounts Counts => _counts;

    private long DroppedUses
    {
        get
        {
            long dropped = 0;
            for (int number = 0; number < _threads.UsedCount; number++)
            {
                dropped += Volatile.Read(ref _threads[number]->Dropped);
            }

            return dropped;
        }
    }

    /// <summary>Counts a look-up that found bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CountHit()
    {
        if (!_counts.TryHit())
        {
            _counts.Hit();
        }
    }

    /// <summary>Counts a look-up that found none.</summary>
    public void CountMiss() => _counts.Miss(isNegative: false);

    /// <summary>Reports a use of <paramref name="slot"/>; false when the ring is full.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool Report(int slot)
    {
        ThreadUses* own = _threads.Own;
        if (own->Ring == null && !TryMakeRing(own))
        {
            Interlocked.Increment(ref own->Dropped);
            return false;
        }

        uint tail = own->Tail;
        if (tail - own->SeenHead > _mask)
        {
            own->SeenHead = Volatile.Read(ref own->Head);
            if (tail - own->SeenHead > _mask)
            {
                own->Dropped++;
                return false;
            }
        }

        own->Ring[tail & _mask] = slot;
        Volatile.Write(ref own->Tail, tail + 1);
        return true;
    }

    /// <summary>Takes one reported use. Start with <paramref name="cursor"/> 0 and keep it while draining.</summary>
    public bool TryTake(ref int cursor, out int slot)
    {
        for (cursor = Math.Max(cursor, 1); cursor < _threads.UsedCount; cursor++)
        {
            ThreadUses* thread = _threads[cursor];
            uint head = thread->Head;
            if (head != Volatile.Read(ref thread->Tail))
            {
                slot = thread->Ring[head & _mask];
                Volatile.Write(ref thread->Head, head + 1);
                return true;
            }
        }

        slot = -1;
        return false;
    }

    /// <summary>Releases all memory. No thread may use the log, or a table that reports to it, any more.</summary>
    public void Dispose()
    {
        foreach (NativeArray<int>? ring in _rings)
        {
            ring?.Dispose();
        }

        _threads.Dispose();
        _counts.Dispose();
    }

    private bool TryMakeRing(ThreadUses* own)
    {
        if (own == _threads.Shared)
        {
            return false;
        }

        var ring = new NativeArray<int>((int)_mask + 1, "access ring");
        _rings[own - _threads.Shared] = ring;
        own->Ring = ring.Pointer;
        return true;
    }
}
