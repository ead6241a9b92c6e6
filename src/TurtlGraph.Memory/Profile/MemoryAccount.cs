using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TurtlGraph.Memory;

/// <summary>
/// What one allocator tells its <see cref="MemoryProfile"/>. The allocator's own thread counts in plain fields, so counting
/// costs no locked instruction; a snapshot reads them from any thread and may be one operation behind.
/// </summary>
/// <remarks>
/// <see cref="Allocated"/>, <see cref="Freed"/>, <see cref="Wasted"/> and <see cref="Reset"/> have one writer at a time, the
/// allocator's; <see cref="Committed"/> may be called by any thread. An allocator that is used by several threads at once
/// opens an account for each.
/// </remarks>
internal sealed unsafe class MemoryAccount : IDisposable
{
    /// <summary>Classes of the size histogram: class i counts sizes from 2^i to 2^(i+1) - 1.</summary>
    public const int SizeClasses = 48;

    private readonly MemoryProfile _profile;
    private readonly Counters* _counters;
    private long _committed;
    private bool _closed;

    /// <summary>The counters, in native memory so that an allocator may keep a raw pointer to them.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Counters
    {
        public long CurrentBytes;
        public long PeakBytes;
        public long TotalBytes;
        public long Allocations;
        public long Frees;
        public long WasteBytes;
        public long Resets;
        public fixed long Sizes[SizeClasses];
    }

    internal MemoryAccount(MemoryProfile profile, string name, MemoryTier tier)
    {
        _profile = profile;
        Name = name;
        Tier = tier;
        _counters = (Counters*)NativeMemory.AlignedAlloc((nuint)CacheLine.AlignUp(sizeof(Counters)), CacheLine.Size);
        *_counters = default;
    }

    /// <summary>What the memory is for, as reports call it.</summary>
    public string Name { get; }

    public MemoryTier Tier { get; }

    /// <summary>Bytes backed by memory.</summary>
    public long CommittedBytes => Volatile.Read(ref _committed);

    /// <summary>The counters, for allocators that count in them without a call.</summary>
    public Counters* Live => _counters;

    /// <summary>Who completes the counters when they are read; null when they are complete at any time.</summary>
    public IAccountSource? Source { get; set; }

    /// <summary>
    /// Called before the counters are read, by an allocator that counts elsewhere (in counters of its threads) and brings
    /// them here with <see cref="Sampled"/>. Readers must not overlap.
    /// </summary>
    public Action<MemoryAccount>? BeforeRead { get; set; }

    /// <summary>The counters as they are now.</summary>
    public Counters Read()
    {
        BeforeRead?.Invoke(this);
        var counters = *_counters;
        Source?.Complete(ref counters);
        return counters;
    }

    /// <summary>Sets the counters of an allocator whose allocations all have one size.</summary>
    public void Sampled(long bytes, long allocations, long frees, long mostLive, long wasteEach)
    {
        var live = Math.Max(0, allocations - frees);
        _counters->CurrentBytes = live * bytes;
        _counters->PeakBytes = Math.Max(mostLive, live) * bytes;
        _counters->TotalBytes = allocations * bytes;
        _counters->Allocations = allocations;
        _counters->Frees = frees;
        _counters->WasteBytes = live * wasteEach;
        _counters->Sizes[BitOperations.Log2((ulong)bytes)] = allocations;
    }

    /// <summary>Counts bytes that were handed out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Allocated(long bytes)
    {
        var counters = _counters;
        var current = counters->CurrentBytes + bytes;
        counters->CurrentBytes = current;
        if (current > counters->PeakBytes)
        {
            counters->PeakBytes = current;
        }

        counters->TotalBytes += bytes;
        counters->Allocations++;
        counters->Sizes[BitOperations.Log2((ulong)bytes)]++;
    }

    /// <summary>Counts bytes that came back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Freed(long bytes)
    {
        _counters->CurrentBytes -= bytes;
        _counters->Frees++;
    }

    /// <summary>Counts bytes that are lost to alignment and rounding while what they belong to lives; negative when it ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Wasted(long bytes) => _counters->WasteBytes += bytes;

    /// <summary>Counts that everything was freed at once, down to <paramref name="remaining"/> bytes.</summary>
    public void Reset(long remaining = 0)
    {
        _counters->CurrentBytes = remaining;
        _counters->Resets++;
        if (remaining == 0)
        {
            _counters->WasteBytes = 0;
        }
    }

    /// <summary>Counts bytes that the system gave memory to (or took it from, when negative).</summary>
    public void Committed(long bytes)
    {
        Interlocked.Add(ref _committed, bytes);
        _profile.AddCommitted(Tier, bytes);
    }

    /// <summary>Notes that the system refused a hint, which costs speed and nothing else.</summary>
    public void HintRefused(string hint, string reason) => _profile.AddRefusal(Name, hint, reason);

    /// <summary>Ends the account; its totals stay in the profile.</summary>
    public void Dispose()
    {
        if (!_closed)
        {
            _closed = true;
            Committed(-CommittedBytes);
            _profile.Close(this);
            NativeMemory.AlignedFree(_counters);
        }
    }
}
