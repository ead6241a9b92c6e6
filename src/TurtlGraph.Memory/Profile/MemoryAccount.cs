using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TurtlGraph.Memory;

/// <summary>
/// What one allocator tells its <see cref="MemoryProfile"/>. The allocator's own thread counts in plain fields, so counting
/// costs no locked instruction; a snapshot reads them from any thread and may be one operation behind.
/// </summary>
/// <remarks>
/// <see cref="Allocated"/>, <see cref="Freed"/>, <see cref="Wasted"/>, <see cref="Reset"/> and <see cref="Fragmented"/> have one
/// writer at a time, the allocator's; <see cref="Committed"/> and <see cref="HintRefused"/> may be called by any thread. An
/// allocator that is used by several threads at once opens an account for each. None but <see cref="Read"/> and <see cref="Committed"/> may
/// be called after <see cref="Dispose"/>.
/// </remarks>
internal sealed unsafe class MemoryAccount : IDisposable
{
    private readonly MemoryProfile _profile;
    private readonly IDerivedCounters? _derived;
    private Counters* _counters;
    private Counters _last;
    private long _committed;
    private bool _closed;

    /// <summary>The counters, in native memory so that an allocator may keep a raw pointer to them. Whole cache lines, of its own.</summary>
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
        public long FreeBytes;
        public long LargestFreeBytes;
        public SizeHistogram Sizes;
    }

    internal MemoryAccount(MemoryProfile profile, MemoryOwner owner, IDerivedCounters? derived)
    {
        _profile = profile;
        Owner = owner;
        _derived = derived;
        _counters = (Counters*)NativeMemory.AlignedAlloc((nuint)CacheLine.AlignUp(sizeof(Counters)), CacheLine.Size);
        *_counters = default;
    }

    /// <summary>What the memory is for, as reports call it.</summary>
    public string Name => Owner.Name;

    /// <summary>Where the memory comes from.</summary>
    public MemoryTier Tier => Owner.Tier;

    /// <summary>Bytes backed by memory.</summary>
    public long CommittedBytes => Volatile.Read(ref _committed);

    internal MemoryOwner Owner { get; }

    /// <summary>The counters, for an allocator that counts in them without a call; null when the account is closed.</summary>
    internal Counters* Live => _counters;

    /// <summary>Counts bytes that were handed out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Allocated(long bytes)
    {
        Debug.Assert(bytes >= 0 && _counters != null, "an open account counts sizes that are not negative");
        var counters = _counters;
        var current = counters->CurrentBytes + bytes;
        counters->CurrentBytes = current;
        if (current > counters->PeakBytes)
        {
            counters->PeakBytes = current;
        }

        counters->TotalBytes += bytes;
        counters->Allocations++;

        // A logarithm is below 64 whatever the size, so the index needs no check.
        ((long*)&counters->Sizes)[BitOperations.Log2((ulong)bytes)]++;
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

    /// <summary>Notes how much is free now inside what is committed, and the largest piece of it: what fragmentation is told from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fragmented(long freeBytes, long largestFreeBytes)
    {
        _counters->FreeBytes = freeBytes;
        _counters->LargestFreeBytes = largestFreeBytes;
    }

    /// <summary>
    /// Counts bytes that the system gave memory to (or took it from, when negative). A closed account has given all of it back
    /// already, so a range that is released after it changes nothing.
    /// </summary>
    public void Committed(long bytes)
    {
        if (Volatile.Read(ref _closed))
        {
            return;
        }

        Interlocked.Add(ref _committed, bytes);
        Owner.Committed.Add(bytes);
        _profile.AddCommitted(Tier, bytes);
    }

    /// <summary>Notes that the system refused a hint, which costs speed and nothing else.</summary>
    public void HintRefused(string hint, string reason) => _profile.AddRefusal(Name, hint, reason);

    /// <summary>The counters as they are now, or as they were last when the account is closed. From any thread.</summary>
    public Counters Read()
    {
        lock (_profile.Gate)
        {
            return ReadLocked();
        }
    }

    /// <summary>Ends the account; its totals stay in the profile.</summary>
    public void Dispose()
    {
        lock (_profile.Gate)
        {
            if (_counters == null)
            {
                return;
            }

            _last = ReadLocked();
            Owner.Close(this, _last);

            // From here on counting is a null reference, not a write to memory that somebody else owns.
            NativeMemory.AlignedFree(_counters);
            _counters = null;
        }

        Committed(-CommittedBytes);
        Volatile.Write(ref _closed, true);
    }

    /// <summary>As <see cref="Read"/>, for who holds the profile's gate: the counters cannot be freed meanwhile.</summary>
    internal Counters ReadLocked()
    {
        if (_counters == null)
        {
            return _last;
        }

        var counters = *_counters;
        _derived?.AddTo(ref counters);
        return counters;
    }
}
