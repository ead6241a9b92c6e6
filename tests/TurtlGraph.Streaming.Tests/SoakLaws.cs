namespace TurtlGraph.Streaming.Tests;

/// <summary>Laws about what stays from one update to the next.</summary>
internal sealed class SoakLaws(RuntimeState state)
{
    private readonly Dictionary<int, ushort> _resident = [];
    private readonly HashSet<int> _shown = [];

    public void Check()
    {
        foreach ((int asset, ushort load) in _resident)
        {
            bool isStillThere = IsThere(asset) && state.Catalog[asset].Loads == load;
            MountedBundle mounted = state.Catalog.BundleOf(asset);
            ReadOnlySpan<int> targets = mounted.Bundle.Dependencies(asset - mounted.FirstAsset);
            for (int i = 0; isStillThere && i < targets.Length; i++)
            {
                int needed = mounted.FirstAsset + targets[i];
                bool wentBefore = _resident.ContainsKey(needed) && !IsThere(needed) && !mounted.Bundle.IsOptional(asset - mounted.FirstAsset, i);
                Assert.False(wentBefore, $"a{needed} does not go while a{asset} is there, which needs it");
            }
        }

        foreach (int asset in _shown)
        {
            Assert.True(state.Catalog[asset].Holds == 0 || IsShown(asset), $"some level of a{asset} is there as long as it is held");
        }

        _resident.Clear();
        _shown.Clear();
        for (int asset = 0; asset < state.Catalog.Count; asset++)
        {
            if (IsThere(asset))
            {
                _resident.Add(asset, state.Catalog[asset].Loads);
            }

            // What is there itself may give way to something more urgent; what is shown instead of it may not.
            if (LevelTable.IsLacking(state.Catalog[asset]) && !IsThere(asset) && state.Levels.CoarserOf(asset) >= 0 && IsShown(asset))
            {
                _shown.Add(asset);
            }
        }
    }

    private bool IsThere(int asset) => state.Catalog[asset].State == AssetState.Resident || state.Residents.IsSuspended(asset);

    private bool IsShown(int asset)
    {
        for (int level = asset; level >= 0; level = state.Levels.CoarserOf(level))
        {
            if (IsThere(level))
            {
                return true;
            }
        }

        return state.Levels.CoarserOf(asset) < 0;
    }
}
