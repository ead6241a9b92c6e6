namespace TurtlGraph.Bundles;

/// <summary>One independently decodable piece of an entry.</summary>
public readonly struct BundleBlock
{
    /// <summary>First stored byte, from the start of the file.</summary>
    public long Offset { get; init; }

    /// <summary>Stored bytes.</summary>
    public int StoredLength { get; init; }

    /// <summary>First decoded byte, from the start of the entry.</summary>
    public int DecodedOffset { get; init; }

    /// <summary>Decoded bytes.</summary>
    public int DecodedLength { get; init; }

    /// <summary>How this block is stored.</summary>
    public CodecId Codec { get; init; }
}
