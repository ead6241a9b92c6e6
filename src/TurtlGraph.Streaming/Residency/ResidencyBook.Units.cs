namespace TurtlGraph.Streaming;

/// <summary>The part that evicts assets that need each other together.</summary>
internal sealed partial class ResidencyBook
{
    /// <summary>
    /// Evicts an asset, with all of its cycle if it is in one, and returns the bytes that will be free: 0 when something of it is pinned,
    /// or a resident asset outside depends on it.
    /// </summary>
    public long EvictUnit(int asset)
    {
        ReadOnlySpan<int> cycle = _state.Dependents.CycleOf(asset);
        if (cycle.IsEmpty)
        {
            long bytes = PayloadOf(asset).Block.Length;
            return !_state.Dependents.IsNeeded(asset) && TryEvict(asset) ? bytes : 0;
        }

        return IsFree(cycle) ? EvictAll(cycle) : 0;
    }

    private bool IsFree(ReadOnlySpan<int> cycle)
    {
        foreach (int member in cycle)
        {
            bool isPinned = _state.Catalog[member].State == AssetState.Resident && Volatile.Read(ref _state.Catalog[member].Pins) != 0;
            if (isPinned || _state.Dependents.IsNeeded(member))
            {
                return false;
            }
        }

        return true;
    }

    private long EvictAll(ReadOnlySpan<int> cycle)
    {
        long bytes = 0;
        for (int i = 0; i < cycle.Length; i++)
        {
            if (_state.Catalog[cycle[i]].State != AssetState.Resident)
            {
                continue;
            }

            if (!TryEvict(cycle[i]))
            {
                // Pinned in this very moment: the others come back, their memory is still there.
                RescueAll(cycle[..i]);
                return 0;
            }

            bytes += PayloadOf(cycle[i]).Block.Length;
        }

        return bytes;
    }

    private void RescueAll(ReadOnlySpan<int> evicted)
    {
        foreach (int member in evicted)
        {
            if (_state.Catalog[member].State == AssetState.Grace && !IsSuspended(member))
            {
                Rescue(member);
            }
        }
    }
}
