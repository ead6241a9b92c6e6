using System.IO.Compression;

namespace TurtlGraph.Caching.Tests;

/// <summary>A codec that every machine has. Bytes that begin with <see cref="Poison"/> when compressed cannot be decoded.</summary>
internal sealed class BrotliTierCodec : ITierCodec
{
    public string Name => "brotli";

    public bool Poison { get; set; }

    public int MaxCompressedLength(int length) => BrotliEncoder.GetMaxCompressedLength(length);

    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination) =>
        BrotliEncoder.TryCompress(source, destination, out int written, quality: 1, window: 18) ? written : 0;

    public bool Decompress(ReadOnlySpan<byte> source, Span<byte> destination) =>
        !Poison && BrotliDecoder.TryDecompress(source, destination, out int written) && written == destination.Length;
}
