using TurtlGraph.Bundles;
using TurtlGraph.Caching;

namespace TurtlGraph.Streaming;

/// <summary>A bundle codec at a level, as the compressed tier takes it.</summary>
internal sealed class TierCodec(ICodec codec, int level) : ITierCodec
{
    public string Name => codec.Name;

    /// <summary>The codec of a number if this machine has it.</summary>
    public static TierCodec? Find(CodecRegistry codecs, CodecId id, int level = 0) =>
        codecs.TryGet(id, out ICodec codec) ? new TierCodec(codec, level) : null;

    public int MaxCompressedLength(int length) => codec.MaxCompressedLength(length);

    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination) => codec.Compress(source, destination, level);

    public bool Decompress(ReadOnlySpan<byte> source, Span<byte> destination) => codec.Decompress(source, destination);
}
