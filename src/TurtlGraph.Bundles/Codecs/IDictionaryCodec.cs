namespace TurtlGraph.Bundles;

/// <summary>A codec that knows trained dictionaries: what many small blocks have in common, told to it beforehand.</summary>
internal interface IDictionaryCodec : ICodec
{
    /// <summary>
    /// Makes a dictionary of at most <paramref name="capacity"/> bytes from samples that lie one behind the other;
    /// <see langword="null"/> when they are too few or have nothing in common. The same samples give the same bytes.
    /// </summary>
    byte[]? Train(ReadOnlySpan<byte> samples, ReadOnlySpan<int> lengths, int capacity);

    /// <summary>Prepares a dictionary for compressing at a level; <see langword="null"/> when the codec refuses it.</summary>
    CodecDictionary? LoadForCompressing(ReadOnlySpan<byte> dictionary, int level);

    /// <summary>Prepares a dictionary for decoding; <see langword="null"/> when the codec refuses it.</summary>
    CodecDictionary? LoadForDecoding(ReadOnlySpan<byte> dictionary);

    /// <summary>As <see cref="ICodec.Compress"/>, with a dictionary prepared for compressing.</summary>
    int Compress(ReadOnlySpan<byte> source, Span<byte> destination, CodecDictionary dictionary);

    /// <summary>As <see cref="ICodec.Decompress"/>, with a dictionary prepared for decoding.</summary>
    bool Decompress(ReadOnlySpan<byte> source, Span<byte> destination, CodecDictionary dictionary);
}
