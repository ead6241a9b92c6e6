using System.Diagnostics.CodeAnalysis;

namespace TurtlGraph.Memory;

/// <summary>
/// Memory for asset payloads: one range from which blocks of any size are allocated and freed in constant time by two-level
/// segregated fit (Masmano et al., "TLSF: a new dynamic memory allocator for real-time systems", 2004), so that what an
/// evicted asset leaves is reused. Neighbouring free blocks are joined at once.
/// </summary>
/// <remarks>
/// Sizes are rounded up to 64 bytes and every block starts on a cache line. Bookkeeping lies in side tables, never in
/// the payloads, so a payload that is overrun cannot break the allocator. One thread (the frame thread) calls the members;
/// any thread may use the memory of a block. No call allocates on the managed heap.
/// </remarks>
public sealed unsafe partial class PayloadArena : IDisposable
{
    private const int None = -1;

    /// <summary>How many blocks of the request's own size class are tried when every greater class is empty.</summary>
    private const int OwnClassTries = 32;

    private readonly ReservedRange _range;
    private readonly NativeList<Node> _nodes;
    private readonly long _totalUnits;
    private FreeIndex _free;
    private int _spareNode = None;
    private long _usedUnits;

    /// <summary>Makes an arena of <paramref name="capacityBytes"/>, rounded up to 64. Pages get memory when they are first written.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is not positive, or above 4 TiB.</exception>
    /// <exception cref="MappingException">The system refuses the memory.</exception>
    public PayloadArena(long capacityBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacityBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacityBytes, 1L << 42);
        Capacity = CacheLine.AlignUp(capacityBytes);
        _totalUnits = Capacity / CacheLine.Size;
        _range = new ReservedRange(Capacity, Capacity);
        _range.TryCommit(Capacity);
        _nodes = new NativeList<Node>((int)Math.Min(_totalUnits + 1, int.MaxValue / 2));
        _free.Clear();
        var whole = TakeNode();
        _nodes[whole] = new Node { Units = _totalUnits, Before = None, After = None, Generation = _nodes[whole].Generation };
        LinkFree(whole);
    }

    /// <summary>Bytes that can be in use at once, a multiple of 64.</summary>
    public long Capacity { get; }

    /// <summary>Bytes in use, each block with its rounded size.</summary>
    public long UsedBytes => _usedUnits * CacheLine.Size;

    /// <summary>The largest value <see cref="UsedBytes"/> has had.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>Blocks in use.</summary>
    public int BlockCount { get; private set; }

    /// <summary>First byte of the payload memory, aligned to a page.</summary>
    public byte* Base => _range.Base;

    /// <summary>Bytes of the largest free block. Takes time in proportion to the free blocks of the greatest size class.</summary>
    public long LargestFreeBytes
    {
        get
        {
            long largest = 0;
            for (var node = _free.Greatest(); node != None; node = _nodes[node].NextFree)
            {
                largest = Math.Max(largest, _nodes[node].Units);
            }

            return largest * CacheLine.Size;
        }
    }

    /// <summary>
    /// How scattered the free memory is: 0 when it is one block (or there is none), towards 1 the smaller its largest block.
    /// </summary>
    public double Fragmentation =>
        _usedUnits == _totalUnits ? 0 : 1 - ((double)LargestFreeBytes / (Capacity - UsedBytes));

    /// <summary>
    /// Grants at least <paramref name="bytes"/> (1 or more); false when no free block is large enough. The contents are
    /// undefined.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is not positive.</exception>
    public bool TryAllocate(long bytes, out PayloadBlock block)
    {
        if (bytes <= 0)
        {
            ThrowBadSize(bytes);
        }

        block = default;
        if (bytes > Capacity - UsedBytes)
        {
            return false;
        }

        var units = CacheLine.AlignUp(bytes) / CacheLine.Size;
        var index = FindFree(units);
        if (index == None)
        {
            return false;
        }

        UnlinkFree(index);
        if (_nodes[index].Units > units)
        {
            SplitTail(index, units);
        }

        ref var node = ref _nodes[index];
        node.State = NodeState.Used;
        _usedUnits += units;
        PeakBytes = Math.Max(PeakBytes, UsedBytes);
        BlockCount++;
        block = new PayloadBlock(Base + (node.Offset * CacheLine.Size), units * CacheLine.Size, index, node.Generation);
        return true;
    }

    /// <summary>Frees a block and joins it with free neighbours. Its memory must not be used any more.</summary>
    /// <exception cref="ArgumentException">The block was freed before, or another arena granted it.</exception>
    public void Free(PayloadBlock block)
    {
        var index = block.Node;
        if ((uint)index >= (uint)_nodes.Count || !Names(_nodes[index], block))
        {
            ThrowNotGranted(block);
        }

        _usedUnits -= _nodes[index].Units;
        BlockCount--;
        Renew(ref _nodes[index]);
        _nodes[index].State = NodeState.Loose;
        var after = _nodes[index].After;
        if (after != None && _nodes[after].State == NodeState.Free)
        {
            UnlinkFree(after);
            Absorb(index, after);
        }

        var before = _nodes[index].Before;
        if (before != None && _nodes[before].State == NodeState.Free)
        {
            UnlinkFree(before);
            Absorb(before, index);
            index = before;
        }

        LinkFree(index);
    }

    /// <summary>Releases the memory; every block becomes invalid.</summary>
    public void Dispose()
    {
        _nodes.Dispose();
        _range.Dispose();
    }

    private bool Names(in Node node, PayloadBlock block) =>
        node.State == NodeState.Used && node.Generation == block.Generation
        && Base + (node.Offset * CacheLine.Size) == block.Pointer;

    /// <summary>A block of a class that surely suffices, else one of the request's own class that happens to.</summary>
    private int FindFree(long units)
    {
        var found = _free.FindFrom(SizeClass.Covering(units));
        if (found != None)
        {
            return found;
        }

        var candidate = _free.Head(SizeClass.Holding(units));
        for (var tries = 0; candidate != None && tries < OwnClassTries; tries++)
        {
            if (_nodes[candidate].Units >= units)
            {
                return candidate;
            }

            candidate = _nodes[candidate].NextFree;
        }

        return None;
    }

    [DoesNotReturn]
    private static void ThrowBadSize(long bytes) =>
        throw new ArgumentOutOfRangeException(nameof(bytes), bytes, "A payload has at least 1 byte.");

    [DoesNotReturn]
    private static void ThrowNotGranted(PayloadBlock block) => throw new ArgumentException(
        $"Block {block.Node} (generation {block.Generation}, {block.Length:N0} bytes) is not in use here; it was freed before or belongs to another arena.",
        nameof(block));
}
