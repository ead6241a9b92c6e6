namespace TurtlGraph.Bundles;

/// <summary>
/// Compresses and decodes single blocks. Implementations are thread-safe, keep per-thread contexts for reuse, allocate no
/// managed memory a block, and treat what they decode as hostile: they never write outside the destination.
/// </summary>
public interface ICodec
{
    /// <summary>The number stored in bundles.</summary>
    CodecId Id { get; }

    /// <summary>Short lower-case name for options and reports.</summary>
    string Name { get; }

    /// <summary>Whether the codec can be used on this machine.</summary>
    bool IsAvailable { get; }

    /// <summary>The level that <see cref="Compress"/> uses when it is given 0.</summary>
    int DefaultLevel { get; }

    /// <summary>Throws when the codec cannot be used.</summary>
    /// <exception cref="CodecUnavailableException">Says which library is missing and how to install it.</exception>
    void ThrowIfUnavailable();

    /// <summary>Bytes that surely hold <paramref name="length"/> compressed bytes.</summary>
    int MaxCompressedLength(int length);

    /// <summary>
    /// Compresses a block and returns its length, or 0 when it does not fit <paramref name="destination"/>. The same block and
    /// level give the same bytes with the same version of the library.
    /// </summary>
    /// <exception cref="CodecUnavailableException">The codec cannot be used on this machine.</exception>
    int Compress(ReadOnlySpan<byte> source, Span<byte> destination, int level);

    /// <summary>
    /// Decodes a block that must fill <paramref name="destination"/> exactly. Returns <see langword="false"/> when the block is
    /// corrupt or has another length.
    /// </summary>
    /// <exception cref="CodecUnavailableException">The codec cannot be used on this machine.</exception>
    bool Decompress(ReadOnlySpan<byte> source, Span<byte> destination);
}
