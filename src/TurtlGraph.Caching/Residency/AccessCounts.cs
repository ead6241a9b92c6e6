using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TurtlGraph.Memory;

namespace TurtlGraph.Caching;

/// <summary>
/// Counters of hits and misses that threads raise without a locked instruction and without asking who they are: a thread is
/// told by the page its stack is in at the moment. A page of a stack belongs to one live thread, and to a later one only when
/// that one is gone, so a counter that was claimed for a page has one writer at a time and the sums are exact.
/// </summary>
/// <remarks>
/// Asking for a thread-local variable takes as long as the rest of a hit. A page whose place in the table is taken by another
/// one counts in shared counters with locked instructions.
/// </remarks>
internal sealed unsafe class AccessCounts : IDisposable
{
    private const int PlaceBits = 10;
    private const int PageShift = 12;

    private readonly NativeArray<Counter> _memory = new(1 << PlaceBits, "access counters");
    private readonly NativeArray<Counter> _sharedMemory = new(1, "shared access counters");
    private readonly Counter* _counters;
    private readonly Counter* _shared;

    public AccessCounts()
    {
        _counters = _memory.Pointer;
        _shared = _sharedMemory.Pointer;
    }

    /// <summary>Counts a hit if the stack's page has a counter of its own already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryHit()
    {
        byte here;
        nuint page = (nuint)(&here) >> PageShift;
        Counter* counter = _counters + PlaceOf(page);
        if (counter->Page != page)
        {
            return false;
        }

        counter->Hits++;
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Hit()
    {
        byte here;
        nuint page = (nuint)(&here) >> PageShift;
        Add(_counters + PlaceOf(page), page, 1, 0, 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Miss(bool isNegative)
    {
        byte here;
        nuint page = (nuint)(&here) >> PageShift;
        Add(_counters + PlaceOf(page), page, 0, 1, isNegative ? 1 : 0);
    }

    /// <summary>Sums of hits, misses, and misses that a negative answer explained.</summary>
    public void Sum(out long hits, out long misses, out long negative)
    {
        hits = Volatile.Read(ref _shared->Hits);
        misses = Volatile.Read(ref _shared->Misses);
        negative = Volatile.Read(ref _shared->Negative);
        for (int i = 0; i < 1 << PlaceBits; i++)
        {
            hits += Volatile.Read(ref _counters[i].Hits);
            misses += Volatile.Read(ref _counters[i].Misses);
            negative += Volatile.Read(ref _counters[i].Negative);
        }
    }

    public void Dispose()
    {
        _memory.Dispose();
        _sharedMemory.Dispose();
    }

    // Stacks lie at regular distances, so their numbers are mixed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong PlaceOf(nuint page) => (page * 0x9E3779B97F4A7C15) >> (64 - PlaceBits);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Add(Counter* counter, nuint page, int hits, int misses, int negative)
    {
        if (counter->Page == page || Interlocked.CompareExchange(ref counter->Page, page, 0) == 0)
        {
            counter->Hits += hits;
            counter->Misses += misses;
            counter->Negative += negative;
            return;
        }

        Interlocked.Add(ref _shared->Hits, hits);
        Interlocked.Add(ref _shared->Misses, misses);
        Interlocked.Add(ref _shared->Negative, negative);
    }

    [StructLayout(LayoutKind.Sequential, Size = CacheLine.Size)]
    private struct Counter
    {
        /// <summary>The page the counter is claimed for, or 0.</summary>
        public nuint Page;
        public long Hits;
        public long Misses;
        public long Negative;
    }
}
