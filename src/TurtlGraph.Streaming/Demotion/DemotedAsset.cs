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

    /// <summary>How often it has come back from the compressed tier; see <see cref="StreamingOptions.CompressedTierBytes"/>.</summary>
    public int Restores { get; init; }
}
