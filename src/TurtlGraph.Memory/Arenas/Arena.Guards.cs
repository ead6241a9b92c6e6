namespace TurtlGraph.Memory;

/// <remarks>
/// An arena with guards has no committed memory as far as its fast path can see, so every allocation takes the slow one and
/// an arena without guards pays nothing.
/// </remarks>
public sealed unsafe partial class Arena
{
    /// <summary>With guards, checks all allocations and all freed memory; without, does nothing.</summary>
    /// <exception cref="MemoryCorruptionException">Damage was found.</exception>
    public void Verify() => _ledger?.Verify();

    /// <summary>Takes memory that lies directly behind what was taken before, without guards, for an allocator that parts it itself.</summary>
    internal bool TryExtend(long bytes)
    {
        CheckRequest(bytes, 1);
        if (Extend(bytes, 1) == null)
        {
            return false;
        }

        Count(bytes);
        MoveLimit();
        return true;
    }

    /// <summary>Lets the fast path have what is committed.</summary>
    private void MoveLimit() => _limit = _ledger == null ? Base + _range.Committed : null;

    private byte* TakeGuarded(AllocationLedger ledger, long bytes, int alignment)
    {
        if (bytes > Reserved)
        {
            return null;
        }

        var outer = Extend(ledger.OuterBytes(bytes, alignment), alignment);
        if (outer == null)
        {
            return null;
        }

        Count(bytes);

        // Memory that was never used is promised to be zero; what was used before is poison.
        return ledger.Added(outer, bytes, alignment, fill: false);
    }

    /// <summary>The end of a guarded arena is the last moment to find what was written where it should not have been.</summary>
    private void CheckAllGuards()
    {
        if (_ledger != null)
        {
            try
            {
                _ledger.RemovedFrom(Base);
                _ledger.Verify();
            }
            finally
            {
                _ledger.Dispose();
            }
        }
    }
}
