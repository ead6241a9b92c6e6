namespace TurtlGraph.Bundles;

/// <content>The columns, one value an entry, used in place and valid until the bundle is disposed.</content>
public sealed unsafe partial class Bundle
{
    /// <summary>Ids, strictly ascending; the index of an id is its entry.</summary>
    public ReadOnlySpan<ulong> Ids => Column(_tables.Ids);

    /// <summary>First stored byte, from the start of the file.</summary>
    public ReadOnlySpan<long> Offsets => Column(_tables.Offsets);

    /// <summary>Stored bytes.</summary>
    public ReadOnlySpan<int> StoredLengths => Column(_tables.StoredLengths);

    /// <summary>Decoded bytes.</summary>
    public ReadOnlySpan<int> DecodedLengths => Column(_tables.DecodedLengths);

    /// <summary>How each entry is stored, as <see cref="CodecId"/>.</summary>
    public ReadOnlySpan<byte> Codecs => Column(_tables.Codecs);

    /// <summary>Type numbers, see <see cref="AssetTypes"/>.</summary>
    public ReadOnlySpan<byte> Types => Column(_tables.Types);

    /// <summary>Properties, as <see cref="EntryTraits"/>.</summary>
    public ReadOnlySpan<byte> Flags => Column(_tables.Flags);

    /// <summary>Levels of detail, 0 the finest.</summary>
    public ReadOnlySpan<byte> Lods => Column(_tables.Lods);

    /// <summary>The group of entries that are levels of one object, or -1.</summary>
    public ReadOnlySpan<int> LodGroups => Column(_tables.LodGroups);

    /// <summary>Centre of the bounding sphere, metres; 0 without a place in the world.</summary>
    public ReadOnlySpan<float> PositionX => Column(_tables.PositionX);

    /// <summary>Centre of the bounding sphere, metres, upwards; 0 without a place in the world.</summary>
    public ReadOnlySpan<float> PositionY => Column(_tables.PositionY);

    /// <summary>Centre of the bounding sphere, metres; 0 without a place in the world.</summary>
    public ReadOnlySpan<float> PositionZ => Column(_tables.PositionZ);

    /// <summary>Radius of the bounding sphere, metres.</summary>
    public ReadOnlySpan<float> Radii => Column(_tables.Radii);

    /// <summary>BLAKE3 of the decoded bytes.</summary>
    public ReadOnlySpan<Hash256> Hashes => Column(_tables.Hashes);

    /// <summary>All entries by ascending offset of their payload: the order in which reading moves forward through the file.</summary>
    public ReadOnlySpan<int> PayloadOrder => Column(_tables.PayloadOrder);

    private ReadOnlySpan<T> Column<T>(T* start)
        where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new ReadOnlySpan<T>(start, Count);
    }
}
