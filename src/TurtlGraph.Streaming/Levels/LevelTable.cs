using System.Numerics;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>
/// Which assets show the same thing in other detail: for each the next coarser one. Levels come from the groups of a bundle, or are told at run time.
/// One level of a group may be cut in pieces (tiles); a piece's coarser one is the nearest of the next level.
/// Made between updates; look-ups from any thread.
/// </summary>
internal sealed class LevelTable : IDisposable
{
    /// <summary>Pieces one level of a group may have: with more it is not told which of them shows the same thing.</summary>
    public const int MostPieces = 256;

    private const int Several = -1;

    private readonly AssetCatalog _catalog;

    // Asset + 1, so that fresh memory says "none".
    private readonly NativeList<int> _coarser;
    private readonly NativeList<int> _finer;
    private readonly NativeList<int> _heldBelow;
    private readonly NativeList<int> _lackingBelow;

    public LevelTable(AssetCatalog catalog, int maxAssets)
    {
        _catalog = catalog;
        _coarser = new NativeList<int>(maxAssets, "coarser levels");
        _finer = new NativeList<int>(maxAssets, "finer levels");
        _heldBelow = new NativeList<int>(maxAssets, "held finer levels");
        _lackingBelow = new NativeList<int>(maxAssets, "levels stood in for");
    }

    /// <summary>The next coarser level of the same thing, or -1. Any thread.</summary>
    public int CoarserOf(int asset) => asset < _coarser.Count ? _coarser[asset] - 1 : -1;

    /// <summary>The next finer level, or -1 when there is none or it is cut in pieces. Any thread.</summary>
    public int FinerOf(int asset) => asset < _finer.Count ? Math.Max(_finer[asset], 0) - 1 : -1;

    /// <summary>The finest resident level coarser than the asset, or -1.</summary>
    public int StandInOf(int asset)
    {
        int level = CoarserOf(asset);
        while (level >= 0 && _catalog[level].State != AssetState.Resident)
        {
            level = CoarserOf(level);
        }

        return level;
    }

    /// <summary>The coarsest level of the thing, or -1 when the asset is that.</summary>
    public int CoarsestOf(int asset)
    {
        int found = -1;
        for (int level = CoarserOf(asset); level >= 0; level = CoarserOf(level))
        {
            found = level;
        }

        return found;
    }

    /// <summary>
    /// Whether the asset is shown in place of another level that somebody holds and that is not resident: then it stays, since detail does not
    /// disappear before its replacement is there. The coarsest that is resident of a held thing stays as well: what is held may give way, and then
    /// something is left to see.
    /// </summary>
    public bool StandsIn(int asset)
    {
        if (_lackingBelow[asset] > 0 || (_heldBelow[asset] > 0 && StandInOf(asset) < 0))
        {
            return true;
        }

        for (int level = CoarserOf(asset); level >= 0; level = CoarserOf(level))
        {
            if (IsLacking(_catalog[level]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether somebody holds an asset that is not resident.</summary>
    public static bool IsLacking(in AssetRecord record) => record.Holds > 0 && record.State != AssetState.Resident;

    /// <summary>Somebody lacks the asset from now on (1), or nobody does any more (-1).</summary>
    public void CountLack(int asset, int change)
    {
        for (int level = CoarserOf(asset); level >= 0; level = CoarserOf(level))
        {
            _lackingBelow[level] += change;
        }
    }

    /// <summary>Somebody holds the asset from now on (1), or nobody does any more (-1).</summary>
    public void CountHold(int asset, int change)
    {
        for (int level = CoarserOf(asset); level >= 0; level = CoarserOf(level))
        {
            _heldBelow[level] += change;
        }
    }

    /// <summary>Takes over the groups of a bundle that has just been mounted.</summary>
    public void Add(MountedBundle mounted)
    {
        int more = _catalog.Count - _coarser.Count;
        _heldBelow.AddUninitialized(more).Clear();
        _lackingBelow.AddUninitialized(more).Clear();
        _finer.AddUninitialized(more).Clear();
        _coarser.AddUninitialized(more).Clear();
        ReadOnlySpan<int> groups = mounted.Bundle.LodGroups;
        var members = new List<(int Group, int Lod, int Entry)>();
        for (int entry = 0; entry < groups.Length; entry++)
        {
            if (groups[entry] >= 0)
            {
                members.Add((groups[entry], mounted.Bundle.Lods[entry], entry));
            }
        }

        members.Sort();
        LinkAll(mounted, members);
    }

    /// <summary>Whether an asset belongs to levels already.</summary>
    public bool IsLevel(int asset) => _coarser[asset] != 0 || _finer[asset] != 0;

    /// <summary>Notes the next coarser level of an asset.</summary>
    public void Link(int asset, int coarser)
    {
        _coarser[asset] = coarser + 1;
        _finer[coarser] = _finer[coarser] == 0 ? asset + 1 : Several;
    }

    public void Dispose()
    {
        _coarser.Dispose();
        _finer.Dispose();
        _heldBelow.Dispose();
        _lackingBelow.Dispose();
    }

    private void LinkAll(MountedBundle mounted, List<(int Group, int Lod, int Entry)> members)
    {
        int first = 0;
        while (first < members.Count)
        {
            int end = EndOfLevel(members, first);
            int coarserEnd = end < members.Count && members[end].Group == members[first].Group ? EndOfLevel(members, end) : end;
            if (coarserEnd > end && coarserEnd - end <= MostPieces)
            {
                for (int i = first; i < end; i++)
                {
                    Link(mounted.FirstAsset + members[i].Entry, mounted.FirstAsset + Nearest(mounted, members[i].Entry, members, end, coarserEnd));
                }
            }

            first = end;
        }
    }

    private static int EndOfLevel(List<(int Group, int Lod, int Entry)> members, int first)
    {
        int end = first + 1;
        while (end < members.Count && (members[end].Group, members[end].Lod) == (members[first].Group, members[first].Lod))
        {
            end++;
        }

        return end;
    }

    private static int Nearest(MountedBundle mounted, int entry, List<(int Group, int Lod, int Entry)> members, int first, int end)
    {
        Vector3 place = mounted.PositionOf(entry);
        int nearest = members[first].Entry;
        float least = float.PositiveInfinity;
        for (int i = first; i < end; i++)
        {
            float distance = Vector3.DistanceSquared(place, mounted.PositionOf(members[i].Entry));
            if (distance < least)
            {
                (nearest, least) = (members[i].Entry, distance);
            }
        }

        return nearest;
    }
}
