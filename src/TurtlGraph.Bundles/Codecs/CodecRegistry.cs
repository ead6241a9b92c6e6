namespace TurtlGraph.Bundles;

/// <summary>The codecs a program uses, by number. Immutable and thread-safe.</summary>
public sealed class CodecRegistry
{
    private readonly ICodec?[] _codecs = new ICodec?[(int)CodecId.Deflate + 1];

    /// <summary>Registers codecs; a later one replaces an earlier one of the same number. Stored bytes are always known.</summary>
    public CodecRegistry(params IEnumerable<ICodec> codecs)
    {
        ArgumentNullException.ThrowIfNull(codecs);
        _codecs[0] = new StoredCodec();
        foreach (ICodec codec in codecs)
        {
            _codecs[(int)codec.Id] = codec;
        }
    }

    /// <summary>
    /// All codecs of the format: LZ4 and zstd through the libraries of the operating system, Brotli and Deflate, which are
    /// always there, and none.
    /// </summary>
    public static CodecRegistry Default { get; } = new(new Lz4Codec(), new ZstdCodec(), new BrotliCodec(), new DeflateCodec());

    /// <summary>The codec with a number, when it is registered and available.</summary>
    public bool TryGet(CodecId id, out ICodec codec)
    {
        codec = (int)id < _codecs.Length ? _codecs[(int)id]! : null!;
        return codec is { IsAvailable: true };
    }

    /// <summary>The codec with a number.</summary>
    /// <exception cref="CodecUnavailableException">It is not registered, or its library is missing.</exception>
    public ICodec Get(CodecId id)
    {
        ICodec codec = ((int)id < _codecs.Length ? _codecs[(int)id] : null)
            ?? throw new CodecUnavailableException(id, $"No codec is registered for {id}.");
        codec.ThrowIfUnavailable();
        return codec;
    }

    /// <summary>Whether the codec is registered at all, available or not, and why it cannot be used.</summary>
    internal string? WhyUnavailable(CodecId id)
    {
        try
        {
            Get(id);
            return null;
        }
        catch (CodecUnavailableException error)
        {
            return error.Message;
        }
    }
}
