namespace TurtlGraph.Bundles;

/// <summary>Keeps bytes as they are; available everywhere. Thread-safe.</summary>
public sealed class StoredCodec : ICodec
{
    /// <inheritdoc/>
    public CodecId Id => CodecId.None;

    /// <inheritdoc/>
    public string Name => "none";

    /// <inheritdoc/>
    public bool IsAvailable => true;

    /// <inheritdoc/>
    public int DefaultLevel => 0;

    /// <inheritdoc/>
    public void ThrowIfUnavailable()
    {
        // Nothing can be missing.
    }

    /// <inheritdoc/>
    public int MaxCompressedLength(int length) => length;

    /// <inheritdoc/>
    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination, int level) =>
        source.TryCopyTo(destination) ? source.Length : 0;

    /// <inheritdoc/>
    public bool Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (source.Length != destination.Length)
        {
            return false;
        }

        source.CopyTo(destination);
        return true;
    }
}
