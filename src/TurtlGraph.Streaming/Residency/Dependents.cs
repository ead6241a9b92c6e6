using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>
/// Counts for each asset the resident ones that depend on it directly: while there is one, it is not evicted, so what is served is
/// whole. Assets that need each other do not count for each other: they are one unit, which goes together. Frame thread only.
/// </summary>
internal sealed class Dependents : IDisposable
{
    private readonly RuntimeState _state;
    private readonly NativeList<int> _counts;

    public Dependents(RuntimeState state)
    {
        _state = state;
        _counts = new NativeList<int>(state.Options.MaxAssets, "dependents");
    }

    /// <summary>Makes room for the assets that have been mounted.</summary>
    public void Grow() => _counts.AddUninitialized(_state.Catalog.Count - _counts.Count).Clear();

    /// <summary>Whether a resident asset outside its own cycle depends on it.</summary>
    public bool IsNeeded(int asset) => _counts[asset] > 0;

    /// <summary>The assets that are evicted together with this one, itself among them; empty when it is in no cycle.</summary>
    public ReadOnlySpan<int> CycleOf(int asset) => _state.Catalog.BundleOf(asset).Cycles.Of(asset);

    /// <summary>An asset became resident.</summary>
    public void Enter(int asset) => Count(asset, 1);

    /// <summary>An asset is resident no more.</summary>
    public void Leave(int asset) => Count(asset, -1);

    public void Dispose() => _counts.Dispose();

    private void Count(int asset, int change)
    {
        MountedBundle mounted = _state.Catalog.BundleOf(asset);
        foreach (int entry in mounted.Bundle.Dependencies(asset - mounted.FirstAsset))
        {
            int child = mounted.FirstAsset + entry;
            if (child == asset || mounted.Cycles.AreTogether(asset, child))
            {
                continue;
            }

            ref int count = ref _counts[child];
            bool was = count > 0;
            count += change;
            if (was != count > 0)
            {
                Mark(child, count > 0);
            }
        }
    }

    private void Mark(int asset, bool isNeeded)
    {
        ref AssetRecord record = ref _state.Catalog[asset];
        if (record.State is AssetState.Resident or AssetState.Grace)
        {
            ref KeepMarks marks = ref _state.World.Get<KeepMarks>(record.Owner);
            marks.Value = isNeeded ? marks.Value | KeepMarks.Needed : marks.Value & ~KeepMarks.Needed;
        }
    }
}
