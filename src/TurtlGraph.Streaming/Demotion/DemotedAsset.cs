using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming;

/// <summary>What is known of an asset that leaves memory.</summary>
public readonly record struct DemotedAsset
{
    /// <summary>The asset.</summary>
    public AssetId Id { get; init; }

    /// <summary>Its type number in its bundle.</summary>
    public byte Type { get; init; }

    /// <summary>Decoded bytes.</summary>
    public int Length { get; init; }

    /// <summary>Bytes that a read from its bundle takes: what it costs to fetch anew.</summary>
    public int StoredLength { get; init; }

    /// <summary>BLAKE3 of the decoded bytes.</summary>
    public Hash256 Hash { get; init; }

    /// <summary>How often it was used while it was resident.</summary>
    public float Uses { get; init; }

    /// <summary>How often it was loaded since its bundle was mounted, this time included.</summary>
    public int Loads { get; init; }

    /// <summary>Whether only a forecast asked for it this time, and nobody used it.</summary>
    public bool IsUnused { get; init; }

    /// <summary>The class of the request that loaded it.</summary>
    public Urgency Urgency { get; init; }

    /// <summary>Whether its bytes in memory are those that lie in its bundle: it is stored without a codec.</summary>
    public bool IsRaw { get; init; }

    /// <summary>The bundle's file as the byte source numbers it.</summary>
    internal int File { get; init; }

    /// <summary>Where its stored bytes begin in it.</summary>
    internal long Offset { get; init; }

    /// <summary>How often it has come back from the compressed tier; see <see cref="StreamingOptions.CompressedTierBytes"/>.</summary>
    public int Restores { get; init; }
}
