using System.Runtime.CompilerServices;

namespace TurtlGraph.Memory;

/// <content>What the arena tells of itself.</content>
public sealed unsafe partial class PayloadArena : IDerivedCounters
{
    /// <summary>Bytes that can be in use at once, a multiple of 64.</summary>
    public long Capacity { get; }

    /// <summary>Bytes in use, each block with its rounded size.</summary>
    public long UsedBytes => (long)_usedUnits << UnitBits;

    /// <summary>Bytes that are free to be granted, if their pieces are large enough.</summary>
    public long FreeBytes => Math.Max(0, (long)_totalUnits - _usedUnits - _heldUnits) << UnitBits;

    /// <summary>Free bytes that a compaction under way keeps from everybody.</summary>
    public long HeldBytes => (long)_heldUnits << UnitBits;

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
    public double Fragmentation => FreeBytes == 0 ? 0 : Math.Max(0, 1 - ((double)LargestFreeBytes / FreeBytes));

    void IDerivedCounters.AddTo(ref MemoryAccount.Counters counters)
    {
        // Any thread asks. The side table is there as long as the account is, so a list that changes meanwhile misleads by a block at most.
        counters.WasteBytes += WasteBytes;
        counters.FreeBytes += FreeBytes;
        counters.LargestFreeBytes = Math.Max(counters.LargestFreeBytes, LargestFreeBytes);
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

        _account?.Allocated((long)units << UnitBits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void NoteFreed(uint units, byte slack)
    {
        BlockCount--;
        WasteBytes -= slack;
        _usedUnits -= units;
        _account?.Freed((long)units << UnitBits);
    }
}
