using System.IO.Compression;

namespace TurtlGraph.Bundles;

/// <summary>
/// Brotli streams (RFC 7932) through the framework, so on every machine; levels 1 to 11. Thread-safe; the framework keeps no
/// context between blocks and allocates no managed memory.
/// </summary>
public sealed class BrotliCodec : ICodec
{
    private const int MaxLevel = 11;

    /// <summary>Bits of the window: 4 MiB.</summary>
    private const int Window = 22;

    /// <inheritdoc/>
    public CodecId Id => CodecId.Brotli;

    /// <inheritdoc/>
    public string Name => "brotli";

    /// <inheritdoc/>
    public bool IsAvailable => true;

    /// <inheritdoc/>
    public int DefaultLevel => 5;

    /// <inheritdoc/>
    public void ThrowIfUnavailable()
    {
        // Part of the framework.
    }

    /// <inheritdoc/>
    public int MaxCompressedLength(int length) => BrotliEncoder.GetMaxCompressedLength(length);

    /// <inheritdoc/>
    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination, int level)
    {
        level = Math.Clamp(level == 0 ? DefaultLevel : level, 1, MaxLevel);
        if (!BrotliEncoder.TryCompress(source, destination, out int written, level, Window))
        {
            return 0;
        }

        // A few bytes may stand for any number of zeros, more than the format's limit on ratios lets pass; what follows the
        // end of a stream is not read.
        int least = (int)(((long)source.Length + BundleLimits.MaxRatio - 1) / BundleLimits.MaxRatio);
        if (written < least)
        {
            if (least > destination.Length)
            {
                return 0;
            }

            destination[written..least].Clear();
            written = least;
        }

        return written;
    }

    /// <inheritdoc/>
    public bool Decompress(ReadOnlySpan<byte> source, Span<byte> destination) =>
        BrotliDecoder.TryDecompress(source, destination, out int written) && written == destination.Length;
}
