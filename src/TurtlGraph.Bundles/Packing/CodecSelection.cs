namespace TurtlGraph.Bundles;

/// <summary>The codec a pack uses, and why it is not the one that was asked for.</summary>
internal sealed class CodecSelection
{
    private CodecSelection(ICodec codec, int level, string? fallback)
    {
        Codec = codec;
        Level = codec.Id == CodecId.None ? 0 : level == 0 ? codec.DefaultLevel : level;
        Fallback = fallback;
    }

    public ICodec Codec { get; }

    public int Level { get; }

    /// <summary>What is missing and what is used instead, or <see langword="null"/>.</summary>
    public string? Fallback { get; }

    /// <summary>The wanted codec, or the next best one this machine has.</summary>
    public static CodecSelection Choose(BundleBuilderOptions options)
    {
        CodecId[] preference = options.Codec switch
        {
            BundleCodecChoice.None => [CodecId.None],
            BundleCodecChoice.Lz4 => [CodecId.Lz4, CodecId.Zstd, CodecId.Brotli, CodecId.None],
            BundleCodecChoice.Brotli => [CodecId.Brotli, CodecId.None],
            BundleCodecChoice.Deflate => [CodecId.Deflate, CodecId.None],
            _ => [CodecId.Zstd, CodecId.Lz4, CodecId.Brotli, CodecId.None],
        };
        CodecId chosen = preference.First(id => options.Codecs.TryGet(id, out _));
        ICodec codec = options.Codecs.Get(chosen);
        if (chosen == preference[0])
        {
            return new CodecSelection(codec, options.Level, null);
        }

        // A level is meant for the codec it was given for.
        string why = options.Codecs.WhyUnavailable(preference[0])!;
        return new CodecSelection(codec, 0, $"{why} Packed with '{codec.Name}' instead.");
    }
}
