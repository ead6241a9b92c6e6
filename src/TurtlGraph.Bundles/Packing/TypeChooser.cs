namespace TurtlGraph.Bundles;

/// <summary>Decides by measurement on a sample how the entries of a type are stored.</summary>
internal sealed class TypeChooser(BundleBuilderOptions options, CodecSelection selection)
{
    /// <summary>LZ4 decodes several times as fast as zstd; it is taken where it comes so near.</summary>
    private const double NearEnough = 1.02;
    private const int FewestSamples = 8;
    private const int FewestSmallBytes = 4 << 10;
    private const int LeastDictionary = 1 << 10;
    private const int MostDictionary = 64 << 10;

    /// <summary>A trained dictionary has at most this part of the bytes it is made from.</summary>
    private const int DictionaryPart = 16;

    /// <summary>Whether entries of the type may get a dictionary.</summary>
    public bool WantsDictionaries => options.Dictionaries && selection.Codec is IDictionaryCodec;

    public TypePlan Choose(TypeSample sample, ReadOnlySpan<byte> oldDictionary)
    {
        ICodec codec = selection.Codec;
        if (codec.Id == CodecId.None || sample.Pieces.Count == 0)
        {
            return new TypePlan { Codec = codec, Level = selection.Level };
        }

        long bytes = Measure(sample.Pieces, codec, selection.Level, out bool gains);
        if (!gains)
        {
            // Compressed already. Every block is still tried, as cheaply as can be: an exception among them may gain.
            return new TypePlan { Codec = codec, Level = 1 };
        }

        if (options.Codec == BundleCodecChoice.Auto && codec.Id == CodecId.Zstd && options.Codecs.TryGet(CodecId.Lz4, out ICodec fast)
            && Measure(sample.Pieces, fast, options.Level, out _) <= bytes * NearEnough)
        {
            return new TypePlan { Codec = fast, Level = options.Level == 0 ? fast.DefaultLevel : options.Level };
        }

        return Dictionary(sample, oldDictionary) ?? new TypePlan { Codec = codec, Level = selection.Level };
    }

    private TypePlan? Dictionary(TypeSample sample, ReadOnlySpan<byte> old)
    {
        if (!WantsDictionaries || sample.Small.Count < FewestSamples)
        {
            return null;
        }

        var codec = (IDictionaryCodec)selection.Codec;
        long sampled = sample.Small.Sum(content => (long)content.Length);
        byte[]? dictionary = old.IsEmpty ? Train(codec, sample.Small, sampled) : old.ToArray();
        if (dictionary is null || codec.LoadForCompressing(dictionary, selection.Level) is not { } loaded)
        {
            return null;
        }

        var plan = new TypePlan { Codec = codec, Level = selection.Level, Dictionary = dictionary, Loaded = loaded };
        double all = (double)sample.SmallTotal / sampled;
        double without = Stored(sample.Small, plan, withDictionary: false) * all;
        double with = (Stored(sample.Small, plan, withDictionary: true) * all) + dictionary.Length;
        if (with <= without * (1 - options.MinGain))
        {
            return plan;
        }

        plan.Dispose();
        return null;
    }

    private static byte[]? Train(IDictionaryCodec codec, List<byte[]> samples, long bytes)
    {
        if (bytes < FewestSmallBytes)
        {
            return null;
        }

        int capacity = (int)Math.Clamp(bytes / DictionaryPart, LeastDictionary, MostDictionary);
        return codec.Train(samples.SelectMany(content => content).ToArray(), samples.Select(content => content.Length).ToArray(), capacity);
    }

    /// <summary>Bytes of all pieces once compressed, those that do not gain as they are.</summary>
    private long Measure(List<byte[]> pieces, ICodec codec, int level, out bool gains)
    {
        var plan = new TypePlan { Codec = codec, Level = level };
        gains = false;
        long total = 0;
        byte[] room = Room(pieces);
        foreach (byte[] piece in pieces)
        {
            int compressed = plan.Compress(piece, room.AsSpan(0, BlockPipeline.RoomFor(piece.Length, options.MinGain)), withDictionary: false);
            gains |= compressed > 0;
            total += compressed > 0 ? compressed : piece.Length;
        }

        return total;
    }

    /// <summary>Bytes that small entries take in the file, with the gaps that their alignment leaves.</summary>
    private long Stored(List<byte[]> contents, TypePlan plan, bool withDictionary)
    {
        long total = 0;
        byte[] room = Room(contents);
        foreach (byte[] content in contents)
        {
            int compressed = plan.Compress(content, room.AsSpan(0, BlockPipeline.RoomFor(content.Length, options.MinGain)), withDictionary);
            total += compressed > 0
                ? (compressed + BundleHeader.Alignment - 1) & -BundleHeader.Alignment
                : (content.Length + BundleHeader.PageAlignment - 1) & -BundleHeader.PageAlignment;
        }

        return total;
    }

    private static byte[] Room(List<byte[]> contents) => new byte[contents.Max(content => content.Length)];
}
