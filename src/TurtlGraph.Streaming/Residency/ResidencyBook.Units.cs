namespace TurtlGraph.Streaming;

/// <summary>The part that evicts an asset together with those that depend on it.</summary>
internal sealed partial class ResidencyBook
{
    /// <summary>
    /// Evicts an asset that may go, and with it the resident ones that depend on it, or nothing when one of them has to stay; returns the bytes that
    /// will be free.
    /// </summary>
    public long EvictUnit(int asset, in VictimRules rules)
    {
        if (!_state.Dependents.IsNeeded(asset))
        {
            long bytes = PayloadOf(asset).Block.Length;
            return TryEvict(asset) ? bytes : 0;
        }

        ReadOnlySpan<int> unit = _state.Dependents.UnitOf(asset);
        foreach (int member in unit)
        {
            if (Volatile.Read(ref _state.Catalog[member].Pins) != 0 || (member != asset && (!rules.Takes(member) || _state.Levels.StandsIn(member))))
            {
                return 0;
            }
        }

        return EvictAll(unit);
    }

    /// <summary>Evicts an asset that nobody holds with all that needs it; not while one of them is held, pinned or stands in for a finer level.</summary>
    private void EvictUnit(int asset)
    {
        ReadOnlySpan<int> unit = _state.Dependents.UnitOf(asset);
        foreach (int member in unit)
        {
            ref AssetRecord record = ref _state.Catalog[member];
            if (record.Holds > 0 || Volatile.Read(ref record.Pins) != 0 || _state.Levels.StandsIn(member))
            {
                return;
            }
        }

        EvictAll(unit);
    }

    private long EvictAll(ReadOnlySpan<int> unit)
    {
        long bytes = 0;
        for (int i = unit.Length - 1; i >= 0; i--)
        {
            if (!TryEvict(unit[i]))
            {
                // Pinned in this very moment: the others come back, their memory is still there.
                foreach (int evicted in unit[(i + 1)..])
                {
                    Rescue(evicted);
                }

                return 0;
            }

            bytes += PayloadOf(unit[i]).Block.Length;
        }

        return bytes;
    }
}
