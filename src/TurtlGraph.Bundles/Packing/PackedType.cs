namespace TurtlGraph.Bundles;

/// <summary>How the entries of one type were packed. Immutable.</summary>
public sealed class PackedType
{
    /// <summary>Name of the type.</summary>
    public required string Type { get; init; }

    /// <summary>The codec that a sample of the type spoke for; blocks that do not gain are stored as they are.</summary>
    public required CodecId Codec { get; init; }

    /// <summary>Its level; 1 where the sample was compressed already.</summary>
    public required int Level { get; init; }

    /// <summary>Bytes of the type's trained dictionary, 0 without one.</summary>
    public required int DictionaryBytes { get; init; }

    /// <summary>Entries.</summary>
    public required int Entries { get; init; }

    /// <summary>Entries of which at least a block is compressed.</summary>
    public required int CompressedEntries { get; init; }

    /// <summary>Entries that are decoded with a dictionary.</summary>
    public required int DictionaryEntries { get; init; }

    /// <summary>Content bytes.</summary>
    public required long DecodedBytes { get; init; }

    /// <summary>Stored bytes, shared contents counted each time.</summary>
    public required long StoredBytes { get; init; }
}
