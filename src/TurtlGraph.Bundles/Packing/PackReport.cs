namespace TurtlGraph.Bundles;

/// <summary>What packing made. Immutable.</summary>
public sealed class PackReport
{
    /// <summary>The bundle.</summary>
    public required string Path { get; init; }

    /// <summary>Entries.</summary>
    public required int Entries { get; init; }

    /// <summary>Different contents among them; equal contents are stored once.</summary>
    public required int UniqueContents { get; init; }

    /// <summary>Entries of which at least a block is compressed.</summary>
    public required int CompressedEntries { get; init; }

    /// <summary>Rows of the block table.</summary>
    public required int Blocks { get; init; }

    /// <summary>Content bytes of all entries.</summary>
    public required long DecodedBytes { get; init; }

    /// <summary>Stored bytes of all different contents, without gaps between them.</summary>
    public required long StoredBytes { get; init; }

    /// <summary>Bytes of the file.</summary>
    public required long FileBytes { get; init; }

    /// <summary>The codec that was used, but for types that <see cref="Types"/> says otherwise of.</summary>
    public required CodecId Codec { get; init; }

    /// <summary>The level that was used.</summary>
    public required int Level { get; init; }

    /// <summary>What was decided for each type.</summary>
    public required IReadOnlyList<PackedType> Types { get; init; }

    /// <summary>Why another codec than the wanted one was used, or <see langword="null"/> when it was not.</summary>
    public required string? CodecFallback { get; init; }

    /// <summary>What the order of the payloads follows.</summary>
    public required PayloadLayout Layout { get; init; }

    /// <summary>How many different names the trace has that the order follows, and how many of them the bundle does not; <see langword="null"/> without a trace.</summary>
    public required (int Named, int Unknown)? TraceNames { get; init; }

    /// <summary>Cycles, self-loops and missing targets among the dependencies.</summary>
    public required DependencyReport Dependencies { get; init; }

    /// <summary>BLAKE3 of the tables.</summary>
    public required Hash256 TablesHash { get; init; }

    /// <summary>Time it took.</summary>
    public required TimeSpan Elapsed { get; init; }
}
