namespace TurtlGraph.Caching;

/// <summary>What a <see cref="CompressedTier"/> needs of a codec. Implementations are thread-safe and allocate nothing a block.</summary>
public interface ITierCodec
{
    /// <summary>Short name for reports.</summary>
    string Name { get; }

    /// <summary>Bytes that surely hold <paramref name="length"/> compressed bytes.</summary>
    int MaxCompressedLength(int length);

    /// <summary>Compresses and returns the length, or 0 when it does not fit <paramref name="destination"/>.</summary>
    int Compress(ReadOnlySpan<byte> source, Span<byte> destination);

    /// <summary>Decodes bytes that must fill <paramref name="destination"/> exactly; false when they do not.</summary>
    bool Decompress(ReadOnlySpan<byte> source, Span<byte> destination);
}
