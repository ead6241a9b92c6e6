using System.Numerics;
using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming;

/// <summary>An open bundle and its place in the dense numbering of assets.</summary>
internal sealed class MountedBundle(Bundle bundle, int firstAsset, int file, int fileElsewhere, bool ownsBundle, byte[] slots)
{
    public Bundle Bundle { get; } = bundle;

    public int FirstAsset { get; } = firstAsset;

    /// <summary>Walks the closures of the bundle's entries. Frame thread only.</summary>
    public DependencyWalker Dependencies { get; } = new(bundle);

    /// <summary>The budget that an entry is charged to besides the total, 0 for none.</summary>
    public byte SlotOf(int entry) => slots[Bundle.Types[entry]];

    /// <summary>Who depends on whom, backwards.</summary>
    public ReverseDependencies Dependents { get; } = new(bundle);

    /// <summary>The bundle's file as the byte source numbers it.</summary>
    public int File { get; } = file;

    /// <summary>The same as the source of retries numbers it; -1 when it has no such file.</summary>
    public int FileElsewhere { get; } = fileElsewhere;

    public bool OwnsBundle { get; } = ownsBundle;

    /// <summary>The entry's place in metres; NaN in each coordinate when it has none.</summary>
    public Vector3 PositionOf(int entry)
    {
        bool hasPlace = (Bundle.Flags[entry] & (byte)EntryTraits.HasPosition) != 0;
        return hasPlace ? new Vector3(Bundle.PositionX[entry], Bundle.PositionY[entry], Bundle.PositionZ[entry]) : new Vector3(float.NaN);
    }
}
