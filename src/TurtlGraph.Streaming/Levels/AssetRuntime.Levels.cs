using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming;

/// <content>Levels of detail: assets that show the same thing, coarser or finer.</content>
public sealed partial class AssetRuntime
{
    /// <summary>
    /// Tells that assets are levels of one thing. Needed only for those that a bundle does not put in one group (<see cref="BundleItem.LodGroup"/>). Between
    /// updates, on the frame thread, before any of them is requested.
    /// </summary>
    /// <param name="finestFirst">At least two ids, the finest level first.</param>
    /// <exception cref="ArgumentException">An id is unknown or appears twice, is a level of something already, or is held.</exception>
    public void SetLevels(ReadOnlySpan<AssetId> finestFirst)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (finestFirst.Length < 2)
        {
            throw new ArgumentException("Levels of one thing are at least two assets.", nameof(finestFirst));
        }

        var assets = new int[finestFirst.Length];
        for (int i = 0; i < assets.Length; i++)
        {
            assets[i] = LevelFor(finestFirst[i], assets.AsSpan(0, i));
        }

        for (int i = 0; i + 1 < assets.Length; i++)
        {
            _state.Levels.Link(assets[i], assets[i + 1]);
        }
    }

    /// <summary>
    /// Reads the best that is resident of what a handle asked for: the asset itself; else its finest coarser level; else, when levels are not cut in
    /// pieces, the coarsest finer one. Counts as a use of what it gives. Any thread; lock-free like <see cref="TryGet(AssetHandle, out AssetData)"/>,
    /// with the same lifetime of the bytes. Works as long as the handle is held, however its request ended.
    /// </summary>
    /// <param name="handle">The request's handle.</param>
    /// <param name="data">The bytes; <see cref="AssetData.Id"/> tells which level they are.</param>
    /// <param name="coarserBy">How many levels coarser than asked that is; below 0 it is finer.</param>
    /// <remarks>What is shown in place of a level that is held and not resident stays in memory until that level is there.</remarks>
    public bool TryGetBest(AssetHandle handle, out AssetData data, out int coarserBy)
    {
        data = default;
        coarserBy = 0;
        if (_disposed || !_state.Handles.TryRead(handle, out int asset, out _, out _))
        {
            return false;
        }

        for (int level = asset; level >= 0; level = _state.Levels.CoarserOf(level), coarserBy++)
        {
            if (TryGetLevel(level, out data))
            {
                return true;
            }
        }

        coarserBy = -1;
        for (int level = _state.Levels.FinerOf(asset); level >= 0; level = _state.Levels.FinerOf(level), coarserBy--)
        {
            if (TryGetLevel(level, out data))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryGetLevel(int asset, out AssetData data)
    {
        bool isResident = _catalog.TryUse(asset, out nint payload, out int length);
        data = isResident ? new AssetData(_catalog, asset, payload, length) : default;
        return isResident;
    }

    private int LevelFor(AssetId id, ReadOnlySpan<int> before)
    {
        if (!_state.Catalog.TryFind(id, out int asset))
        {
            throw new ArgumentException($"Asset {id} is in no mounted bundle; mount its bundle first.", nameof(id));
        }

        if (before.Contains(asset) || _state.Levels.IsLevel(asset))
        {
            throw new ArgumentException($"Asset {id} is a level of something already; each asset is a level of one thing, once.", nameof(id));
        }

        return _state.Catalog[asset].Holds == 0
            ? asset
            : throw new ArgumentException($"Asset {id} is held; tell levels before the first request for one of them.", nameof(id));
    }
}
