using System.Numerics;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Memory;

/// <remarks>
/// An allocation counts its bytes and its size class; everything else follows from the cursor: what is in use, the gaps
/// that alignment left, and the peak, since the cursor falls only where a scope ends or the arena is reset.
/// </remarks>
public sealed unsafe partial class Arena : IDerivedCounters
{
    private readonly MemoryAccount? _account;
    private long _peak;
    private long _livePeak;
    private long _freedBytes;
    private long _freeInside;
    private long _largestFreeInside;

    /// <summary>Bytes that are in use, without the gaps between them.</summary>
    private long LiveBytes => _totalBytes - _freedBytes;

    /// <summary>Follows no pointer, since any thread calls it; what it reads while the arena works may be one operation apart.</summary>
    void IDerivedCounters.AddTo(ref MemoryAccount.Counters counters)
    {
        var total = Volatile.Read(ref _totalBytes);
        var live = Math.Max(0, total - Volatile.Read(ref _freedBytes));
        counters.TotalBytes += total;
        var free = Volatile.Read(ref _freeInside);
        counters.CurrentBytes += Math.Max(0, live - free);
        counters.FreeBytes += free;
        counters.LargestFreeBytes = Math.Max(counters.LargestFreeBytes, Volatile.Read(ref _largestFreeInside));
        counters.PeakBytes += Math.Max(live, Volatile.Read(ref _livePeak));
        counters.WasteBytes += Math.Max(0, Used - live);
        for (var i = 0; i < SizeHistogram.Classes; i++)
        {
            counters.Allocations += counters.Sizes[i];
        }
    }

    /// <summary>What of the memory an allocator took with <see cref="TryExtend"/> nobody rents now, and the largest piece of it.</summary>
    internal void CountFreeInside(long bytes, long largest)
    {
        Volatile.Write(ref _freeInside, bytes);
        Volatile.Write(ref _largestFreeInside, largest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Count(long bytes)
    {
        var counters = _counters;
        if (counters != null)
        {
            _totalBytes += bytes;
            ((long*)&counters->Sizes)[BitOperations.Log2((ulong)bytes)]++;
        }
    }

    private void CountReset()
    {
        if (_counters != null)
        {
            _counters->Resets++;
        }
    }

    private void NotePeak()
    {
        _peak = Math.Max(_peak, Used);
        _livePeak = Math.Max(_livePeak, LiveBytes);
    }
}
