using System.Numerics;

namespace TurtlGraph.Bundles;

/// <summary>One row of a bundle's tables, gathered by value.</summary>
public readonly struct BundleEntry
{
    /// <summary>The asset's id.</summary>
    public AssetId Id { get; init; }

    /// <summary>First stored byte, from the start of the file.</summary>
    public long Offset { get; init; }

    /// <summary>Stored bytes.</summary>
    public int StoredLength { get; init; }

    /// <summary>Decoded bytes.</summary>
    public int DecodedLength { get; init; }

    /// <summary>How the bytes are stored. <see cref="CodecId.None"/>: usable straight from the map.</summary>
    public CodecId Codec { get; init; }

    /// <summary>Type number, see <see cref="AssetTypes"/> and <see cref="Bundle.TypeName"/>.</summary>
    public byte Type { get; init; }

    /// <summary>Level of detail, 0 the finest.</summary>
    public byte Lod { get; init; }

    /// <summary>The group of entries that are levels of one object, or -1.</summary>
    public int LodGroup { get; init; }

    /// <summary>Properties.</summary>
    public EntryTraits Flags { get; init; }

    /// <summary>Centre of the bounding sphere in metres, y up.</summary>
    public Vector3 Position { get; init; }

    /// <summary>Radius of the bounding sphere in metres.</summary>
    public float Radius { get; init; }

    /// <summary>Independently decodable blocks, at least 1.</summary>
    public int BlockCount { get; init; }

    /// <summary>BLAKE3 of the decoded bytes.</summary>
    public Hash256 Hash { get; init; }

    /// <summary>Whether the entry has a place in the world.</summary>
    public bool HasPosition => (Flags & EntryTraits.HasPosition) != 0;
}
