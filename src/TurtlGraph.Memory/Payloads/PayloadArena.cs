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

    /// <summary>How many blocks of the request's own size class are tried when every greater class is empty.</summary>
    private const int OwnClassTries = 32;

    private readonly Node* _nodes;
    private readonly byte* _base;
    private readonly MemoryAccount? _account;
    private readonly uint _totalUnits;
    private uint _usedUnits;
    private uint _peakUnits;
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
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.CapacityBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.CapacityBytes, MaxCapacity);
        ArgumentOutOfRangeException.ThrowIfNegative(options.CompactionBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(options.PreparedBlocks);
        Capacity = CacheLine.AlignUp(options.CapacityBytes);
        _totalUnits = (uint)(Capacity >> UnitBits);
        _compactionBytes = options.CompactionBytes;
        _range = ReserveAll(Capacity, options);
        _base = _range.Base;
        var mostNodes = (int)Math.Min(_totalUnits + 1L, int.MaxValue / 2);
        _table = new NativeList<Node>(mostNodes);
        _table.EnsureCapacity(Math.Min(options.PreparedBlocks, mostNodes));
        _nodes = _table.Pointer;
        _moves = new NativeList<Move>(mostNodes);
        _account = options.Profile?.Open(options.Name, MemoryTier.Arena);
        _account?.Committed(Capacity);
        _free.Clear();
        _firstNode = TakeNode();
        *At(_firstNode) = new Node { Units = _totalUnits, Before = None, After = None, Generation = At(_firstNode)->Generation };
        LinkFree(_firstNode);
    }

    /// <summary>Bytes that can be in use at once, a multiple of 64.</summary>
    public long Capacity { get; }

    /// <summary>Bytes in use, each block with its rounded size.</summary>
    public long UsedBytes => (long)_usedUnits << UnitBits;

    /// <summary>Bytes not in use.</summary>
    public long FreeBytes => (long)(_totalUnits - _usedUnits) << UnitBits;

    /// <summary>The largest value <see cref="UsedBytes"/> has had.</summary>
    public long PeakBytes => (long)_peakUnits << UnitBits;

    /// <summary>Of <see cref="UsedBytes"/>, what rounding to 64 has added.</summary>
    public long WasteBytes { get; private set; }

    /// <summary>Blocks in use.</summary>
    public int BlockCount { get; private set; }

    /// <summary>Pieces that the free memory is in.</summary>
    public int FreeBlockCount { get; private set; }

    /// <summary>Requests that were refused although enough bytes were free, because no piece of them was large enough.</summary>
    public long FragmentationFailures { get; private set; }

    /// <summary>First byte of the payload memory, aligned to a page.</summary>
    public byte* Base => _base;

    /// <summary>
    /// Bytes of the largest free block. Looks at no more than 32 blocks, the first of the greatest size class: when that has more,
    /// the value may be too small by 3 % (the width of a class), never too large.
    /// </summary>
    public long LargestFreeBytes
    {
        get
        {
            long largest = 0;
            var tries = 0;
            for (var node = _free.Greatest(); node != None && tries < OwnClassTries; node = At(node)->NextFree)
            {
                largest = Math.Max(largest, At(node)->Units);
                tries++;
            }

            return largest << UnitBits;
        }
    }

    /// <summary>
    /// How scattered the free memory is: 0 when it is one block (or there is none), towards 1 the smaller its largest block
    /// (see <see cref="LargestFreeBytes"/>).
    /// </summary>
    public double Fragmentation => _usedUnits == _totalUnits ? 0 : 1 - ((double)LargestFreeBytes / FreeBytes);

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
    public bool TryAllocate(long bytes, int tag, out PayloadBlock block)
    {
        if (bytes <= 0)
        {
            ThrowBadSize(bytes);
        }

        var index = bytes > FreeBytes ? None : FindFree(UnitsFor(bytes));
        if (index == None)
        {
            block = default;
            FragmentationFailures += bytes <= FreeBytes ? 1 : 0;
            return false;
        }

        block = Grant(index, bytes, tag);
        return true;
    }

    /// <summary>Frees a block and joins it with free neighbours. Its memory must not be used any more.</summary>
    /// <exception cref="ArgumentException">The block was freed before, or another arena granted it.</exception>
    public void Free(PayloadBlock block)
    {
        var index = Checked(block);
        var node = At(index);
        NoteFreed(node->Units, node->Slack);
        ReturnToFree(index);
    }

    /// <summary>Releases the memory; every block becomes invalid.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _account?.Dispose();
            _moves.Dispose();
            _table.Dispose();
            _range.Dispose();
        }
    }

    private static ReservedRange ReserveAll(long capacity, PayloadArenaOptions options)
    {
        var range = new ReservedRange(new RangeOptions
        {
            Bytes = capacity,
            Step = capacity,
            HugePages = options.HugePages ? HugePages.Transparent : HugePages.None,
        });
        range.TryCommit(capacity);
        return range;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint UnitsFor(long bytes) => (uint)((bytes + (CacheLine.Size - 1)) >> UnitBits);

    /// <summary>A block of a class that surely suffices, else one of the request's own class that happens to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FindFree(uint units)
    {
        var found = _free.FindFrom(SizeClass.Covering(units));
        return found != None ? found : FindInOwnClass(units);
    }

    private int FindInOwnClass(uint units)
    {
        var candidate = _free.Head(SizeClass.Holding(units));
        for (var tries = 0; candidate != None && tries < OwnClassTries; tries++)
        {
            Steps++;
            if (At(candidate)->Units >= units)
            {
                return candidate;
            }

            candidate = At(candidate)->NextFree;
        }

        return None;
    }

    /// <summary>Hands out the front of a free block that is large enough.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private PayloadBlock Grant(int index, long bytes, int tag)
    {
        var units = UnitsFor(bytes);
        var granted = index;
        if (At(index)->Units == units)
        {
            UnlinkFree(index);
        }
        else
        {
            granted = TakeNode();
            var oldClass = SizeClass.Holding(At(index)->Units);
            SplitFront(index, granted, units);
            Reclass(index, oldClass);
        }

        var node = At(granted);
        node->State = NodeState.Used;
        node->PreviousFree = tag;
        node->Slack = (byte)((int)-bytes & (CacheLine.Size - 1));
        NoteGranted(units, node->Slack);
        return NameOf(granted);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void NoteGranted(uint units, byte slack)
    {
        BlockCount++;
        WasteBytes += slack;
        _usedUnits += units;
        if (_usedUnits > _peakUnits)
        {
            _peakUnits = _usedUnits;
        }

        if (_account is { } account)
        {
            account.Allocated((long)units << UnitBits);
            account.Wasted(slack);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void NoteFreed(uint units, byte slack)
    {
        BlockCount--;
        WasteBytes -= slack;
        _usedUnits -= units;
        if (_account is { } account)
        {
            account.Freed((long)units << UnitBits);
            account.Wasted(-slack);
        }
    }

    /// <summary>Makes a used block free, one with its free neighbours; returns the free block it has become.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int ReturnToFree(int index)
    {
        var node = At(index);
        var before = node->Before;
        var after = node->After;
        if (IsFreeNode(before))
        {
            return JoinBefore(before, index, after);
        }

        if (!IsFreeNode(after))
        {
            Renew(node);
            LinkFree(index);
            return index;
        }

        var rest = At(after);
        var oldClass = SizeClass.Holding(rest->Units);
        rest->Offset = node->Offset;
        rest->Units += node->Units;
        rest->Before = before;
        LinkAfter(before, after);
        DropNode(index);
        Reclass(after, oldClass);
        return after;
    }

    private int JoinBefore(int before, int index, int after)
    {
        var front = At(before);
        var oldClass = SizeClass.Holding(front->Units);
        front->Units += At(index)->Units;
        if (IsFreeNode(after))
        {
            UnlinkFree(after);
            front->Units += At(after)->Units;
            var next = At(after)->After;
            DropNode(after);
            after = next;
        }

        front->After = after;
        LinkBefore(after, before);
        DropNode(index);
        Reclass(before, oldClass);
        return before;
    }

    /// <summary>The block a node stands for, by which its owner names it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private PayloadBlock NameOf(int index)
    {
        var node = At(index);
        return new PayloadBlock(_base + ((long)node->Offset << UnitBits), (long)node->Units << UnitBits, index, node->Generation);
    }

    /// <summary>The node of a block that is in use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Checked(in PayloadBlock block)
    {
        var index = block.Node;
        if ((uint)index >= (uint)_table.Count || !Names(_nodes + index, block))
        {
            ThrowNotGranted(block);
        }

        return index;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Names(Node* node, in PayloadBlock block) =>
        node->State == NodeState.Used && node->Generation == block.Generation
        && _base + ((long)node->Offset << UnitBits) == block.Pointer;

    [DoesNotReturn]
    private static void ThrowBadSize(long bytes) =>
        throw new ArgumentOutOfRangeException(nameof(bytes), bytes, "A payload has at least 1 byte.");

    [DoesNotReturn]
    private static void ThrowNotGranted(PayloadBlock block) => throw new ArgumentException(
        $"Block {block.Node} (generation {block.Generation}, {block.Length:N0} bytes) is not in use here; it was freed before or belongs to another arena.",
        nameof(block));
}
