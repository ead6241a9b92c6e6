namespace TurtlGraph.Memory;

/// <content>Gives the memory of free blocks back to the system while it is short.</content>
public sealed unsafe partial class PayloadArena
{
    /// <summary>Memory is given back in pieces of this size, or of a page where that is larger: smaller ones are not worth a system call.</summary>
    private static readonly long s_granule = Math.Max(64 << 10, Environment.SystemPageSize);

    // A bit a granule: given back, and no block lay there since. Made at first need.
    private readonly NativeArray<ulong> _returned;
    private long _returnedGranules;
    private bool _discardRefused;

    /// <summary>
    /// Bytes of free blocks that the system has back. Blocks are granted there as everywhere; their pages get memory again when they
    /// are written.
    /// </summary>
    public long ReturnedBytes => _returnedGranules * s_granule;

    /// <summary>
    /// Gives memory of free blocks back to the system, the largest first, at most about <paramref name="mostBytes"/> in this call;
    /// capacity and blocks stay as they are. Takes about 0.1 ms for each MiB.
    /// </summary>
    /// <returns>Bytes given back now; 0 when there is nothing left to give or the system does not take it.</returns>
    public long ReleaseFreePages(long mostBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(mostBytes);
        ObjectDisposedException.ThrowIf(_disposed, this);
        long released = 0;
        var smallest = SizeClass.Holding((uint)(s_granule >> UnitBits));
        for (var size = SizeClass.Count - 1; size >= smallest && released < mostBytes; size--)
        {
            for (var node = _free.Head(size); node != None && released < mostBytes && !_discardRefused; node = At(node)->NextFree)
            {
                released += ReleaseIn(At(node), mostBytes - released);
            }
        }

        return released;
    }

    /// <summary>Releases the whole granules of a free block that still have memory, run by run.</summary>
    private long ReleaseIn(Node* node, long mostBytes)
    {
        var (granule, end) = WholeGranules(node);
        var left = Math.Max(1, mostBytes / s_granule);
        long released = 0;
        while (granule < end && left > 0)
        {
            if (IsReturned(granule))
            {
                granule++;
                continue;
            }

            var first = granule;
            while (granule < end && left > 0 && !IsReturned(granule))
            {
                granule++;
                left--;
            }

            _ledger?.Forget(_base + (first * s_granule), (granule - first) * s_granule);
            if (PageSystem.Current.Discard(_base + (first * s_granule), (granule - first) * s_granule) is { } refused)
            {
                // What is refused once (explicit huge pages are) is not asked for again at every frame.
                _discardRefused = true;
                _account?.HintRefused("give free pages back", refused);
                return released;
            }

            Mark(first, granule);
            released += (granule - first) * s_granule;
        }

        return released;
    }

    /// <summary>Granules that lie inside a block from end to end, as a range.</summary>
    private static (long First, long End) WholeGranules(Node* node)
    {
        var start = (long)node->Offset << UnitBits;
        var end = start + ((long)node->Units << UnitBits);
        return ((start + s_granule - 1) / s_granule, end / s_granule);
    }

    /// <summary>
    /// What a block covers has memory again, also a granule that it covers in part. Noted when it is granted, and once more when it is
    /// freed, for it may have been moved there.
    /// </summary>
    private void NoteTouched(int index)
    {
        if (_returnedGranules != 0)
        {
            NoteTouched(At(index));
        }
    }

    private void NoteTouched(Node* node)
    {
        var start = (long)node->Offset << UnitBits;
        var last = (start + ((long)node->Units << UnitBits) - 1) / s_granule;
        var bits = _returned;
        long touched = 0;
        for (var granule = start / s_granule; granule <= last && granule >> 6 < bits.Length; granule++)
        {
            if (IsReturned(granule))
            {
                bits[(int)(granule >> 6)] &= ~(1ul << (int)(granule & 63));
                touched++;
            }
        }

        if (touched > 0)
        {
            CountReturned(-touched);
        }
    }

    private bool IsReturned(long granule) => (_returned[(int)(granule >> 6)] & (1ul << (int)(granule & 63))) != 0;

    private void Mark(long first, long end)
    {
        for (var granule = first; granule < end; granule++)
        {
            _returned[(int)(granule >> 6)] |= 1ul << (int)(granule & 63);
        }

        CountReturned(end - first);
    }

    /// <summary>What the system has back is not committed as far as budgets go, so that giving back relieves whoever watches one.</summary>
    private void CountReturned(long granules)
    {
        _returnedGranules += granules;
        _account?.Committed(-granules * s_granule);
    }
}
