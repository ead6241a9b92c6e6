namespace TurtlGraph.Bundles;

/// <summary>How the entries of one type are stored.</summary>
internal sealed class TypePlan : IDisposable
{
    /// <summary>Entries up to so many bytes gain from a dictionary; larger ones teach a codec enough on their own.</summary>
    public const int SmallLength = 32 << 10;

    public required ICodec Codec { get; init; }

    public required int Level { get; init; }

    /// <summary>The dictionary for small entries; <see langword="null"/> without one.</summary>
    public byte[]? Dictionary { get; init; }

    /// <summary>The dictionary as the codec works with it.</summary>
    public CodecDictionary? Loaded { get; init; }

    /// <summary>The number of the dictionary in the bundle, from 1; 0 without one.</summary>
    public byte Number { get; set; }

    /// <summary>Whether an entry of one block is compressed with the dictionary.</summary>
    public bool UsesDictionary(int length) => Loaded is not null && length <= SmallLength;

    /// <summary>Compresses a block; 0 when it does not fit.</summary>
    public int Compress(ReadOnlySpan<byte> input, Span<byte> output, bool withDictionary) => withDictionary
        ? ((IDictionaryCodec)Codec).Compress(input, output, Loaded!)
        : Codec.Compress(input, output, Level);

    public void Dispose() => Loaded?.Dispose();
}
