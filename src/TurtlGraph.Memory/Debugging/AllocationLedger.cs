using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Memory;

/// <summary>
/// The debug side of one allocator: knows every live allocation and who made it, keeps patterns around and in the memory, and
/// checks them. An allocator without guards has none (null).
/// </summary>
/// <remarks>
/// The allocator asks <see cref="OuterBytes"/> how much to take, hands the block to <see cref="Added"/> and gives the pointer
/// it returns to the user; a free goes through <see cref="Removed"/>, which returns the block. All members may be called by
/// any thread. Members that check throw <see cref="MemoryCorruptionException"/>.
/// </remarks>
internal sealed unsafe partial class AllocationLedger : IDisposable
{
    /// <summary>Pattern of guards.</summary>
    public const byte Guard = 0xFD;

    /// <summary>Pattern of memory that was never written by its user.</summary>
    public const byte Fresh = 0xCD;

    /// <summary>Pattern of freed memory.</summary>
    public const byte Poison = 0xDD;

    private readonly Lock _lock = new();
    private readonly Dictionary<nint, LedgerEntry> _live = [];
    private readonly MemoryGuards _guards;
    private readonly MemoryProfile _profile;
    private readonly string _owner;
    private bool _closed;

    private AllocationLedger(MemoryGuards guards, string owner, MemoryProfile? profile)
    {
        _guards = guards;
        _owner = owner;
        _profile = profile ?? MemoryProfile.Process;
    }

    /// <summary>Makes the ledger of an allocator, or null when guards are off. Leaks go to the profile, or to the process's when it is null.</summary>
    public static AllocationLedger? Create(MemoryGuards? guards, string owner, MemoryProfile? profile)
    {
        guards ??= MemoryGuards.Default;
        if (!guards.Enabled)
        {
            return null;
        }

        var ledger = new AllocationLedger(guards, owner, profile);
        ledger._profile.Add(ledger);
        LeakReport.Arm();
        return ledger;
    }

    /// <summary>Number of live allocations.</summary>
    public int LiveCount
    {
        get
        {
            lock (_lock)
            {
                return _live.Count;
            }
        }
    }

    /// <summary>Bytes in front of an allocation: guard, rounded up so that the user's pointer keeps the alignment of the block.</summary>
    public int FrontBytes(int alignment) => (_guards.GuardBytes + alignment - 1) & -alignment;

    /// <summary>Bytes of the block that an allocation of <paramref name="bytes"/> takes; its start must have the alignment.</summary>
    public long OuterBytes(long bytes, int alignment) => FrontBytes(alignment) + bytes + _guards.GuardBytes;

    /// <summary>
    /// Enters an allocation: checks that nobody wrote to the block since it was freed, writes the guards, fills the memory
    /// (unless <paramref name="fill"/> is false because the allocator promises zeros) and returns the user's pointer.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public byte* Added(byte* outer, long bytes, int alignment, bool fill = true)
    {
        var site = AllocationSite.Capture(_guards.Stacks);
        var entry = new LedgerEntry(outer, FrontBytes(alignment), bytes, _guards.GuardBytes, site);
        lock (_lock)
        {
            TakeFreed(outer, entry.OuterBytes);
            WriteGuards(entry);
            if (fill && _guards.Poison)
            {
                Fill(entry.Pointer, bytes, Fresh);
            }

            _live[(nint)entry.Pointer] = entry;
        }

        return entry.Pointer;
    }

    /// <summary>
    /// Ends an allocation: finds double and foreign free and damaged guards, poisons the block and returns its start. An
    /// allocation with damaged guards counts as freed, but its block must not be used again (the call throws).
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public byte* Removed(void* pointer, out long bytes)
    {
        var site = AllocationSite.Capture(_guards.Stacks);
        lock (_lock)
        {
            if (!_live.TryGetValue((nint)pointer, out var entry))
            {
                ThrowNotLive((byte*)pointer, site);
            }

            if (Retire(entry, site) is { } damage)
            {
                throw damage;
            }

            bytes = entry.Bytes;
            return entry.Outer;
        }
    }

    /// <summary>Checks a pointer and tells its size without ending the allocation.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public long SizeOf(void* pointer)
    {
        var site = AllocationSite.Capture(_guards.Stacks);
        lock (_lock)
        {
            if (!_live.TryGetValue((nint)pointer, out var entry))
            {
                ThrowNotLive((byte*)pointer, site);
            }

            return entry.Bytes;
        }
    }

    /// <summary>Ends all allocations whose block starts at <paramref name="start"/> or behind it, which is how a bump allocator frees; damage throws when all are ended.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void RemovedFrom(byte* start)
    {
        var site = AllocationSite.Capture(_guards.Stacks);
        lock (_lock)
        {
            MemoryCorruptionException? first = null;
            foreach (var entry in _live.Values.Where(entry => entry.Outer >= start).ToArray())
            {
                var damage = Retire(entry, site);
                first ??= damage;
            }

            if (first is not null)
            {
                throw first;
            }
        }
    }

    /// <summary>
    /// Moves an allocation whose whole block, guards included, the allocator is about to copy to <paramref name="outer"/>;
    /// returns the user's new pointer. Call it before the copy.
    /// </summary>
    public byte* Moved(void* pointer, byte* outer)
    {
        lock (_lock)
        {
            if (!_live.TryGetValue((nint)pointer, out var entry))
            {
                ThrowNotLive((byte*)pointer, AllocationSite.Capture(_guards.Stacks));
            }

            CheckGuards(entry);
            TakeFreed(outer, entry.OuterBytes);
            _live.Remove((nint)pointer);
            entry.Outer = outer;
            _live[(nint)entry.Pointer] = entry;
            return entry.Pointer;
        }
    }

    /// <summary>Checks the guards of all live allocations and the poison of all freed memory.</summary>
    public void Verify()
    {
        lock (_lock)
        {
            foreach (var entry in _live.Values)
            {
                CheckGuards(entry);
            }

            foreach (var piece in _freed)
            {
                CheckPoison(piece, (byte*)piece.Start, piece.Bytes);
            }
        }
    }

    /// <summary>
    /// Reports what is still live as leaks to the profile; nothing is thrown, and no memory is touched. An allocator whose way
    /// is to free all at once calls <see cref="RemovedFrom"/> first and so has no leaks.
    /// </summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            _profile.Remove(this);
            var leaks = Live();
            _live.Clear();
            _freed.Clear();
            if (leaks.Length > 0)
            {
                _profile.AddLeaks(leaks);
            }
        }
    }

    /// <summary>All live allocations as they would be reported if the allocator were disposed now.</summary>
    public MemoryLeak[] Live()
    {
        lock (_lock)
        {
            return [.. _live.Values.Select(entry => new MemoryLeak(_owner, (nint)entry.Pointer, entry.Bytes, entry.Allocated.Thread, entry.Allocated.Stack))];
        }
    }

    [DoesNotReturn]
    private void ThrowNotLive(byte* pointer, AllocationSite site)
    {
        if (FindFreed(pointer) is { } piece && piece.Entry.Pointer == pointer)
        {
            throw Fault(MemoryFault.DoubleFree, piece.Entry, $"was freed again by {site}");
        }

        var inside = _live.Values.FirstOrDefault(entry => pointer >= entry.Outer && pointer < entry.Outer + entry.OuterBytes);
        throw new MemoryCorruptionException(
            MemoryFault.ForeignFree,
            (nint)pointer,
            0,
            $"Foreign free: 0x{(nint)pointer:x} is no allocation of '{_owner}'; it was freed by {site}" +
            (inside is null ? "" : $"\nIt lies in {inside.Bytes:N0} bytes at 0x{(nint)inside.Pointer:x}, {inside.History}"));
    }
}
