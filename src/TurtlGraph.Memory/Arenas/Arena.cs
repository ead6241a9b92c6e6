using System.Numerics;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Memory;

/// <summary>
/// A bump allocator over one reserved range of address space: allocating moves a cursor, memory is committed in steps as the
/// cursor reaches it, and nothing that was handed out ever moves. Single allocations are not freed: a <see cref="Scope"/>
/// frees what was allocated in it, <see cref="Reset"/> frees everything.
/// </summary>
/// <remarks>
/// One thread at a time may call its members; the memory itself may be read and written by any thread. Pointers are valid
/// until their scope ends, <see cref="Reset"/> or <see cref="Dispose"/>. The owner must dispose it, or the address space is
/// held until the process ends.
/// </remarks>
public sealed unsafe partial class Arena : IDisposable
{
    private readonly ReservedRange _range;
    private readonly AllocationLedger? _ledger;
    private readonly MemoryAccount.Counters* _counters;
    private long _totalBytes;
    private readonly int _alignment;
    private byte* _cursor;
    private byte* _limit;

    /// <summary>Reserves the address space; no memory is used yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range; the message says which.</exception>
    /// <exception cref="MappingException">The system refuses the reservation.</exception>
    public Arena(ArenaOptions? options = null)
        : this(options ?? new ArenaOptions(), PageSystem.Current)
    {
    }

    internal Arena(ArenaOptions options, PageSystem pages)
    {
        Check(options);
        Name = options.Name;
        Profile = options.Profile;
        _alignment = options.Alignment;
        _ledger = AllocationLedger.Create(options.Guards, options.Name, options.Profile);
        _account = options.Profile?.Open(options.Name, MemoryTier.Arena, this);
        try
        {
            _range = new ReservedRange(new RangeOptions
            {
                Bytes = options.MaxBytes,
                Step = options.CommitStepBytes,
                InitialBytes = options.InitialBytes,
                GrowthFactor = options.GrowthFactor,
                Alignment = options.Alignment,
                HugePages = options.HugePages,
                NumaNode = options.NumaNode,
                Account = _account,
                Pages = pages,
            });
        }
        catch
        {
            _account?.Dispose();
            throw;
        }

        Base = _range.Base;
        _cursor = Base;
        MoveLimit();
        _counters = _account == null ? null : _account.Live;
    }

    /// <summary>What the arena is for.</summary>
    public string Name { get; }

    /// <summary>The profile that the arena counts in, if any.</summary>
    public MemoryProfile? Profile { get; }

    /// <summary>First byte of the range, aligned to a page and to <see cref="ArenaOptions.Alignment"/>.</summary>
    public byte* Base { get; }

    /// <summary>Bytes between <see cref="Base"/> and the cursor, alignment gaps included.</summary>
    public long Used => _cursor - Base;

    /// <summary>Bytes backed by memory, at least <see cref="Used"/>.</summary>
    public long Committed => _range.Committed;

    /// <summary>Bytes the arena holds before it grows next: <see cref="ArenaOptions.InitialBytes"/> times a power of the growth factor.</summary>
    public long Capacity => _range.Capacity;

    /// <summary>Bytes of address space.</summary>
    public long Reserved => _range.Reserved;

    /// <summary>The largest value <see cref="Used"/> has had.</summary>
    public long Peak => Math.Max(_peak, Used);

    /// <summary>
    /// Hands out <paramref name="bytes"/> (at least 1) at a multiple of <paramref name="alignment"/> (a power of two); false
    /// when the reservation is used up. The memory is zero, unless it was used before a reset or in a scope that has ended.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1, or an alignment that is no power of two.</exception>
    /// <exception cref="MappingException">The system has no memory left. The arena is as before.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAllocate(long bytes, int alignment, out byte* pointer)
    {
        pointer = alignment > 0 && BitOperations.IsPow2(alignment) ? Take(bytes, alignment) : TakeSlowly(bytes, alignment);
        return pointer != null;
    }

    /// <summary>As <see cref="TryAllocate(long, int, out byte*)"/> with the alignment of the options.</summary>
    /// <inheritdoc cref="TryAllocate(long, int, out byte*)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAllocate(long bytes, out byte* pointer)
    {
        pointer = Take(bytes, _alignment);
        return pointer != null;
    }

    /// <summary>Like <see cref="TryAllocate(long, int, out byte*)"/>, but throws when the reservation is used up.</summary>
    /// <exception cref="ArenaExhaustedException">The reservation is used up.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1, or an alignment that is no power of two.</exception>
    /// <exception cref="MappingException">The system has no memory left. The arena is as before.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Allocate(long bytes, int alignment)
    {
        if (!TryAllocate(bytes, alignment, out var pointer))
        {
            ThrowExhausted(bytes);
        }

        return pointer;
    }

    /// <summary>Hands out <paramref name="bytes"/> (at least 1) at the alignment of the options.</summary>
    /// <inheritdoc cref="Allocate(long, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Allocate(long bytes)
    {
        var pointer = Take(bytes, _alignment);
        if (pointer == null)
        {
            ThrowExhausted(bytes);
        }

        return pointer;
    }

    /// <summary>
    /// Hands out <paramref name="count"/> elements (0 or more) at the alignment of the options. They are zero, unless the memory
    /// was used before a reset or in a scope that has ended.
    /// </summary>
    /// <inheritdoc cref="Allocate(long, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> AllocateSpan<T>(int count)
        where T : unmanaged => count == 0 ? default : new Span<T>(Allocate((long)count * sizeof(T)), count);

    /// <summary>Frees everything at once. Committed memory stays for reuse; its contents are whatever was written last.</summary>
    /// <exception cref="InvalidOperationException">A scope is open.</exception>
    public void Reset()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_scope != 0)
        {
            ThrowScopeOpen();
        }

        FreeDownTo(Base, live: 0);
    }

    /// <summary>Gives committed memory that lies behind the cursor back to the system.</summary>
    public void Trim()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_ledger != null)
        {
            var kept = _range.RoundUpToStep(Used);
            _ledger.Forget(Base + kept, Committed - kept);
        }

        _range.Trim(Used);
        MoveLimit();
    }

    /// <summary>Releases the whole range; every pointer into it becomes invalid. Scopes that are open end without effect.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            NotePeak();
            _limit = null;
            try
            {
                CheckAllGuards();
            }
            finally
            {
                _range.Dispose();
                _account?.Dispose();
            }
        }
    }

    /// <summary>Moves the cursor; null when the reservation is used up. The alignment is a power of two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* Take(long bytes, int alignment)
    {
        var start = (byte*)(((nint)_cursor + alignment - 1) & -(nint)alignment);
        if (bytes > 0 && bytes <= _limit - start)
        {
            _cursor = start + bytes;
            Count(bytes);
            return start;
        }

        return TakeSlowly(bytes, alignment);
    }

    /// <summary>What a moved cursor does not do: refuse bad requests, commit memory, say that there is none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private byte* TakeSlowly(long bytes, int alignment)
    {
        CheckRequest(bytes, alignment);
        if (_ledger != null)
        {
            return TakeGuarded(_ledger, bytes, alignment);
        }

        var start = Extend(bytes, alignment);
        if (start != null)
        {
            MoveLimit();
            Count(bytes);
        }

        return start;
    }

    /// <summary>Moves the cursor over committed memory, committing what is missing; null when the reservation is used up.</summary>
    private byte* Extend(long bytes, int alignment)
    {
        var start = (byte*)PageSystem.AlignUp((long)_cursor, alignment);
        if (bytes > Base + Reserved - start || !_range.TryCommit(start + bytes - Base))
        {
            return null;
        }

        _cursor = start + bytes;
        return start;
    }

    private void FreeDownTo(byte* cursor, long live)
    {
        NotePeak();
        _cursor = cursor;
        _freedBytes = _totalBytes - live;
        CountReset();
        _ledger?.RemovedFrom(cursor);
    }
}
