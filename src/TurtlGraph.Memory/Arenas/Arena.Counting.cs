using System.Numerics;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Memory;

/// <remarks>
/// An allocation counts its bytes and its size class; everything else follows from the cursor: what is in use, the gaps
/// that alignment left, and the peak, since the cursor falls only where a scope ends or the arena is reset.
/// </remarks>
public sealed unsafe partial class Arena : IAccountSource
{
    private readonly MemoryAccount? _account;
    private long _peak;
    private long _livePeak;
    private long _freedBytes;

    /// <summary>Bytes that are in use, without the gaps between them.</summary>
    private long LiveBytes => _totalBytes - _freedBytes;

    void IAccountSource.Complete(ref MemoryAccount.Counters counters)
    {
        counters.TotalBytes = Volatile.Read(ref _totalBytes);
        var live = Math.Max(0, counters.TotalBytes - Volatile.Read(ref _freedBytes));
        counters.CurrentBytes = live;
        counters.PeakBytes = Math.Max(live, Volatile.Read(ref _livePeak));
        counters.WasteBytes = Math.Max(0, Used - live);
        counters.Allocations = 0;
        for (var i = 0; i < MemoryAccount.SizeClasses; i++)
        {
            counters.Allocations += counters.Sizes[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Count(long bytes)
    {
        var counters = _counters;
        if (counters != null)
        {
            _totalBytes += bytes;
            counters->Sizes[BitOperations.Log2((ulong)bytes)]++;
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
