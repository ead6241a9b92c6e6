using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>
/// Hands out payload memory under the budget. The invariant, at every instant:
/// <c>resident + reserved + grace &lt;= capacity</c>, because all three are blocks of one arena of that capacity. The one
/// exception is a single oversized block at a time, counted apart, so that an asset larger than the budget cannot block
/// the runtime for ever.
/// </summary>
internal sealed unsafe class PayloadStore : IDisposable
{
    private readonly PayloadArena _arena;
    private readonly NativeHeap _heap = new(new NativeHeapOptions { Name = "streaming, oversized payload" });
    private void* _oversized;

    public PayloadStore(long capacityBytes) =>
        _arena = new PayloadArena(new PayloadArenaOptions { CapacityBytes = capacityBytes, Name = "streaming payloads", HugePages = HugePages.Transparent });

    /// <summary>The arena itself, whose blocks the compactor moves.</summary>
    public PayloadArena Arena => _arena;

    /// <summary>First byte of the memory that payloads lie in, but for an oversized one.</summary>
    public byte* Base => _arena.Base;

    public long Capacity => _arena.Capacity;

    public long UsedBytes => _arena.UsedBytes;

    public long PeakBytes => _arena.PeakBytes;

    public long LargestFreeBytes => _arena.LargestFreeBytes;

    public long FreeBytes => _arena.FreeBytes;

    /// <summary>Free bytes that compaction keeps for somebody.</summary>
    public long HeldBytes => _arena.HeldBytes;

    public double Fragmentation => _arena.Fragmentation;

    /// <inheritdoc cref="PayloadArena.ReturnedBytes"/>
    public long ReturnedBytes => _arena.ReturnedBytes;

    /// <inheritdoc cref="PayloadArena.ReleaseFreePages"/>
    public long ReleaseFreePages(long mostBytes) => _arena.ReleaseFreePages(mostBytes);

    /// <summary>Bytes of the oversized block, or 0.</summary>
    public long OversizedBytes { get; private set; }

    /// <summary>How many oversized blocks there have been.</summary>
    public long OversizedCount { get; private set; }

    /// <summary>Bytes of a block that holds a payload of this length; an empty one has a block too.</summary>
    public static long BlockBytes(int length) => CacheLine.AlignUp(Math.Max(length, 1));

    /// <summary>Reserves a block, whose tag is the asset.</summary>
    public bool TryReserve(int asset, int length, out Payload payload)
    {
        if (_arena.TryAllocate(Math.Max(length, 1), asset, out PayloadBlock block))
        {
            payload = new Payload { Pointer = block.Pointer, Length = length, Block = block };
            return true;
        }

        payload = default;
        return false;
    }

    /// <summary>Reserves a block that alone is larger than the arena; only one at a time.</summary>
    public bool TryReserveOversized(int length, out Payload payload)
    {
        if (OversizedBytes != 0)
        {
            payload = default;
            return false;
        }

        _oversized = _heap.Allocate(length);
        OversizedBytes = length;
        OversizedCount++;
        payload = new Payload { Pointer = (byte*)_oversized, Length = length, IsOversized = true };
        return true;
    }

    public void Free(in Payload payload)
    {
        if (payload.IsOversized)
        {
            FreeOversized();
        }
        else if (payload.Pointer != null)
        {
            _arena.Free(payload.Block);
        }
    }

    public void Dispose()
    {
        FreeOversized();
        _heap.Dispose();
        _arena.FreeAll();
        _arena.Dispose();
    }

    private void FreeOversized()
    {
        _heap.Free(_oversized);
        _oversized = null;
        OversizedBytes = 0;
    }
}
