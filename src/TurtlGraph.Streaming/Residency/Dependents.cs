using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>
/// Counts for each asset the resident ones that cannot be used without it, directly. It is never evicted before them, so what is served stays whole:
/// whoever evicts it takes them along. Frame thread only.
/// </summary>
internal sealed class Dependents : IDisposable
{
    /// <summary>Assets that are evicted together at most, and dependents looked at for one; what more depends on stays until they have gone by themselves.</summary>
    public const int MostTogether = 256;
    private const int MostLookedAt = 4096;

    private readonly RuntimeState _state;
    private readonly NativeList<int> _counts;
    private readonly int[] _unit = new int[MostTogether];

    public Dependents(RuntimeState state)
    {
        _state = state;
        _counts = new NativeList<int>(state.Options.MaxAssets, "dependents");
    }

    /// <summary>Makes room for the assets that have been mounted.</summary>
    public void Grow() => _counts.AddUninitialized(_state.Catalog.Count - _counts.Count).Clear();

    /// <summary>Whether a resident asset depends on it.</summary>
    public bool IsNeeded(int asset) => _counts[asset] > 0;

    /// <summary>An asset became resident.</summary>
    public void Enter(int asset) => Count(asset, 1);

    /// <summary>An asset is resident no more.</summary>
    public void Leave(int asset) => Count(asset, -1);

    /// <summary>
    /// The asset and all resident ones that depend on it, directly or not: what has to go with it, of a cycle all. Empty when there are too
    /// many. Valid until the next call.
    /// </summary>
    public ReadOnlySpan<int> UnitOf(int asset)
    {
        _unit[0] = asset;
        int count = 1;
        int looked = 0;
        for (int next = 0; next < count; next++)
        {
            if (_counts[_unit[next]] == 0)
            {
                continue;
            }

            MountedBundle mounted = _state.Catalog.BundleOf(_unit[next]);
            ReadOnlySpan<int> sources = mounted.Dependents.Of(_unit[next] - mounted.FirstAsset);
            looked += sources.Length;
            if (looked > MostLookedAt)
            {
                return [];
            }

            foreach (int entry in sources)
            {
                int dependent = mounted.FirstAsset + entry;
                if (_state.Residents.IsSuspended(dependent))
                {
                    // It comes back as soon as it has been moved.
                    return [];
                }

                if (_state.Catalog[dependent].State != AssetState.Resident || _unit.AsSpan(0, count).Contains(dependent))
                {
                    continue;
                }

                if (count == MostTogether)
                {
                    return [];
                }

                _unit[count++] = dependent;
            }
        }

        return _unit.AsSpan(0, count);
    }

    public void Dispose() => _counts.Dispose();

    private void Count(int asset, int change)
    {
        MountedBundle mounted = _state.Catalog.BundleOf(asset);
        int entry = asset - mounted.FirstAsset;
        ReadOnlySpan<int> targets = mounted.Bundle.Dependencies(entry);
        for (int i = 0; i < targets.Length; i++)
        {
            _counts[mounted.FirstAsset + targets[i]] += mounted.Bundle.IsOptional(entry, i) ? 0 : change;
        }
    }
}
