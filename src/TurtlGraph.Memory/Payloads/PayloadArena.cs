using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Memory;

/// <summary>
/// Memory for asset payloads: one range from which blocks of any size are allocated and freed in constant time by two-level
/// segregated fit (Masmano et al., "TLSF: a new dynamic memory allocator for real-time systems", 2004), so that what an
/// evicted asset leaves is reused. Neighbouring free blocks are joined at once.
/// </summary>
/// <remarks>
/// <para>Sizes are rounded up to 64 bytes and every block starts on a cache line. Bookkeeping lies in side tables, never in
/// the payloads, so a payload that is overrun cannot break the allocator. One thread (the frame thread) calls the members;
/// any thread may use the memory of a block. No call allocates on the managed heap.</para>
/// <para>Worst case: <see cref="TryAllocate(long, out PayloadBlock)"/> touches at most 36 nodes of the side table (32 of them
/// only when no greater size class has a free block), <see cref="Free"/> at most 6, whatever was allocated before. The side
/// table grows with the number of blocks, 64 KiB (2048 nodes) at a time and by no more than one such step a call;
/// <see cref="PayloadArenaOptions.PreparedBlocks"/> moves these steps to the start.</para>
/// </remarks>
public sealed unsafe partial class PayloadArena : IDisposable
{
    /// <summary>The greatest capacity: what fits the 32-bit offsets of the side table.</summary>
    public const long MaxCapacity = 1L << 37;

    private const int None = -1;
    private const int UnitBits = 6;

    private readonly Node* _nodes;
    private readonly byte* _base;
    private readonly MemoryAccount? _account;
    private readonly AllocationLedger? _ledger;
    private readonly byte* _userBase;
    private readonly uint _totalUnits;
    private readonly uint _guardUnits;
    private readonly uint _frontUnits;
    private uint _usedUnits;
    private uint _peakUnits;
    private uint _heldUnits;
    private int _spareNode = None;
    private int _firstNode;
    private FreeIndex _free;
    private readonly NativeList<Node> _table;
    private readonly ReservedRange _range;
    private readonly long _compactionBytes;
    private bool _disposed;

    /// <summary>Makes an arena of <paramref name="capacityBytes"/>, rounded up to 64. Pages get memory when they are first written.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is not positive, or above <see cref="MaxCapacity"/>.</exception>
    /// <exception cref="MappingException">The system refuses the memory.</exception>
    public PayloadArena(long capacityBytes)
        : this(new PayloadArenaOptions { CapacityBytes = capacityBytes })
    {
    }

    /// <summary>Makes an arena. Pages get memory when they are first written.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="MappingException">The system refuses the memory.</exception>
    public PayloadArena(PayloadArenaOptions options)
        : this(options, PageSystem.Current)
    {
    }

    internal PayloadArena(PayloadArenaOptions options, PageSystem pages)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.CapacityBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.CapacityBytes, MaxCapacity);
        ArgumentOutOfRangeException.ThrowIfNegative(options.CompactionBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(options.PreparedBlocks);
        ArgumentNullException.ThrowIfNull(options.Guards);
        Capacity = CacheLine.AlignUp(options.CapacityBytes);
        _totalUnits = (uint)(Capacity >> UnitBits);
        _compactionBytes = options.CompactionBytes;
        _ledger = AllocationLedger.Create(options.Guards, options.Name, options.Profile);
        _account = options.Profile?.Open(options.Name, MemoryTier.Arena, this);
        var units = _totalUnits;
        if (_ledger != null)
        {
            _frontUnits = UnitsFor(_ledger.FrontBytes(CacheLine.Size));
            _guardUnits = UnitsFor(_ledger.OuterBytes(0, CacheLine.Size));
            units += (_totalUnits / 32) + _guardUnits;
        }

        var mostNodes = (int)Math.Min(units + 1L, int.MaxValue / 2);
        var tables = new CollectionOptions { Name = $"{options.Name}, tables", Profile = options.Profile, Guards = MemoryGuards.Off };
        try
        {
            _range = ReserveAll((long)units << UnitBits, options, _account, pages);
            _returned = new NativeArray<ulong>((int)(((_range.Reserved / s_granule) + 64) / 64), tables);
            _table = new NativeList<Node>(mostNodes, tables);
            _table.EnsureCapacity(Math.Min(options.PreparedBlocks, mostNodes));
            _moves = new NativeList<Move>(mostNodes, tables);
        }
        catch
        {
            Release();
            throw;
        }

        _base = _range.Base;
        _userBase = _base + ((long)_frontUnits << UnitBits);
        _nodes = _table.Pointer;
        _free.Clear();
        _firstNode = TakeNode();
        *At(_firstNode) = new Node { Units = units, Before = None, After = None, Generation = At(_firstNode)->Generation };
        LinkFree(_firstNode);
    }

    /// <summary>
    /// Grants at least <paramref name="bytes"/> (1 or more); false when no free block is large enough. The contents are
    /// undefined.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is not positive.</exception>
    public bool TryAllocate(long bytes, out PayloadBlock block) => TryAllocate(bytes, 0, out block);

    /// <summary>
    /// Grants at least <paramref name="bytes"/> (1 or more), to an owner that is told by <paramref name="tag"/> when blocks are to
    /// move; false when no free block is large enough. The contents are undefined.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is not positive.</exception>
    /// <exception cref="ObjectDisposedException">The arena is disposed.</exception>
    public bool TryAllocate(long bytes, int tag, out PayloadBlock block)
    {
        if (bytes <= 0)
        {
            ThrowBadSize(bytes);
        }

        var index = bytes > FreeBytes ? None : FindFree(OuterUnits(bytes));
        if (index == None)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            block = default;
            FragmentationFailures += bytes <= FreeBytes ? 1 : 0;
            return false;
        }

        block = Grant(index, bytes, tag);
        return true;
    }

    /// <summary>Frees a block and joins it with free neighbours. Its memory must not be used any more.</summary>
    /// <exception cref="ArgumentException">The block was freed before, or another arena granted it; with guards a <see cref="MemoryCorruptionException"/> tells who did what.</exception>
    /// <exception cref="MemoryCorruptionException">With guards: memory before or behind the block was written.</exception>
    public void Free(PayloadBlock block)
    {
        var index = Checked(block);
        if (_ledger != null)
        {
            _ledger.Removed(block.Pointer, out _);
        }

        var node = At(index);
        NoteFreed(node->Units - _guardUnits, node->Slack);
        NoteTouched(index);
        ReturnToFree(index);
    }

    /// <summary>Frees every block at once; all of them become stale. Takes time in proportion to the blocks.</summary>
    /// <exception cref="MemoryCorruptionException">Guards are on and found damage; all is freed all the same.</exception>
    public void FreeAll()
    {
        MemoryCorruptionException? damage = null;
        for (var index = _firstNode; index != None;)
        {
            var state = At(index)->State;
            if (state is NodeState.Used or NodeState.Held)
            {
                index = state == NodeState.Used ? FreeUsed(index, ref damage) : FreeHeld(index);
            }

            index = At(index)->After;
        }

        if (damage != null)
        {
            throw damage;
        }
    }

    /// <summary>With guards, checks all blocks and all freed memory; without, does nothing.</summary>
    /// <exception cref="MemoryCorruptionException">Damage was found.</exception>
    public void Verify() => _ledger?.Verify();

    /// <summary>Releases the memory; every block becomes invalid. With guards, blocks that are still in use are leaks in the profile.</summary>
    /// <exception cref="MemoryCorruptionException">Guards are on and found damage; the arena is disposed all the same.</exception>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        try
        {
            _ledger?.Verify();
        }
        finally
        {
            _ledger?.Dispose();
            Release();
            BecomeEmpty();
        }
    }

    /// <summary>Nothing is found any more in tables that are gone.</summary>
    private void BecomeEmpty()
    {
        _free.Clear();
        _firstNode = None;
        _usedUnits = 0;
        _heldUnits = 0;
        BlockCount = 0;
        FreeBlockCount = 0;
        WasteBytes = 0;
    }

    /// <summary>The payload memory while the account still counts it, the tables after it has read them once more.</summary>
    private void Release()
    {
        _range?.Dispose();
        _account?.Dispose();
        _moves?.Dispose();
        _table?.Dispose();
        _returned?.Dispose();
    }

    private static ReservedRange ReserveAll(long bytes, PayloadArenaOptions options, MemoryAccount? account, PageSystem pages)
    {
        var range = new ReservedRange(new RangeOptions
        {
            Bytes = bytes,
            Step = bytes,
            HugePages = options.HugePages,
            NumaNode = options.NumaNode,
            Account = account,
            Pages = pages,
        });
        try
        {
            range.TryCommit(bytes);
            return range;
        }
        catch
        {
            range.Dispose();
            throw;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint UnitsFor(long bytes) => (uint)((bytes + (CacheLine.Size - 1)) >> UnitBits);

    /// <summary>Units of a block with room for <paramref name="bytes"/>, guards included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint OuterUnits(long bytes) => UnitsFor(bytes) + _guardUnits;
}
