namespace TurtlGraph.Bundles.Tests;

public sealed class CodecTests
{
    public static TheoryData<CodecId> Ids => [CodecId.None, CodecId.Lz4, CodecId.Zstd, CodecId.Brotli, CodecId.Deflate];

    [CodecTheory]
    [MemberData(nameof(Ids))]
    public void Compressed_bytes_decode_to_the_same_at_every_level(CodecId id)
    {
        ICodec codec = CodecRegistry.Default.Get(id);
        foreach (byte[] content in new[] { Samples.Text(100_000, 1), Samples.Noise(5000, 2), new byte[70_000], Samples.Text(1, 3) })
        {
            foreach (int level in new[] { 0, 1, 2, 3, 9, 100 })
            {
                var room = new byte[codec.MaxCompressedLength(content.Length)];
                int length = codec.Compress(content, room, level);
                var decoded = new byte[content.Length];
                Assert.True(length > 0);
                Assert.True(codec.Decompress(room.AsSpan(0, length), decoded));
                Assert.Equal(content, decoded);
            }
        }
    }

    [CodecTheory]
    [MemberData(nameof(Ids))]
    public void Bytes_that_do_not_decode_to_the_exact_length_are_refused(CodecId id)
    {
        ICodec codec = CodecRegistry.Default.Get(id);
        byte[] content = Samples.Text(10_000, 1);
        var room = new byte[codec.MaxCompressedLength(content.Length)];
        ReadOnlySpan<byte> stored = room.AsSpan(0, codec.Compress(content, room, 0));
        Assert.False(codec.Decompress(stored, new byte[9_999]));
        Assert.False(codec.Decompress(stored, new byte[10_001]));
        Assert.False(codec.Decompress(stored[..^1], new byte[10_000]));
        Assert.False(codec.Decompress([], new byte[10_000]));
    }

    [CodecTheory]
    [InlineData(CodecId.Lz4)]
    [InlineData(CodecId.Zstd)]
    [InlineData(CodecId.Brotli)]
    [InlineData(CodecId.Deflate)]
    public void What_does_not_fit_the_room_is_length_0(CodecId id) =>
        Assert.Equal(0, CodecRegistry.Default.Get(id).Compress(Samples.Noise(10_000, 1), new byte[9_000], 0));

    [Fact]
    public void A_missing_library_is_named_together_with_how_to_install_it()
    {
        var registry = new CodecRegistry(new ZstdCodec("libno-such-zstd.so.9"));
        Assert.False(registry.TryGet(CodecId.Zstd, out _));
        CodecUnavailableException error = Assert.Throws<CodecUnavailableException>(() => registry.Get(CodecId.Zstd));
        Assert.Equal(CodecId.Zstd, error.Codec);
        Assert.Contains("libno-such-zstd.so.9", error.Message, StringComparison.Ordinal);
        Assert.Contains("apt-get install libzstd1", error.Message, StringComparison.Ordinal);
        Assert.Throws<CodecUnavailableException>(() => registry.Get(CodecId.Lz4));
        Assert.Throws<CodecUnavailableException>(() => registry.Get((CodecId)200));
    }

    [CodecFact]
    public void The_packer_uses_another_codec_when_one_is_missing_and_says_so()
    {
        using var folder = new TempFolder();
        byte[] content = Samples.Text(20_000, 1);
        CodecRegistry withoutZstd = new(new ZstdCodec("libno-such-zstd.so.9"), new Lz4Codec());
        PackReport report = Samples.Pack(folder["a.turtl"], [Samples.Item("x", content)], new() { Codec = BundleCodecChoice.Zstd, Codecs = withoutZstd });
        Assert.Equal(CodecId.Lz4, report.Codec);
        Assert.Contains("libno-such-zstd.so.9", report.CodecFallback, StringComparison.Ordinal);
        Assert.Contains("Packed with 'lz4' instead", report.CodecFallback, StringComparison.Ordinal);

        report = Samples.Pack(folder["b.turtl"], [Samples.Item("x", content)], new() { Codecs = new CodecRegistry() });
        Assert.Equal(CodecId.None, report.Codec);
        Assert.NotNull(report.CodecFallback);
        using Bundle bundle = Bundle.Open(folder["b.turtl"]);
        Assert.Equal(content, Samples.Stored(bundle, 0));
    }

    [CodecFact]
    public void The_wanted_codec_is_used_without_a_word_when_it_is_there()
    {
        using var folder = new TempFolder();
        foreach ((BundleCodecChoice choice, CodecId id) in new[]
            { (BundleCodecChoice.Auto, CodecId.Zstd), (BundleCodecChoice.Zstd, CodecId.Zstd), (BundleCodecChoice.Lz4, CodecId.Lz4), (BundleCodecChoice.None, CodecId.None), (BundleCodecChoice.Brotli, CodecId.Brotli), (BundleCodecChoice.Deflate, CodecId.Deflate) })
        {
            PackReport report = Samples.Pack(folder["a.turtl"], [Samples.Item("x", Samples.Text(5000, 1))], new() { Codec = choice });
            Assert.Equal(id, report.Codec);
            Assert.Null(report.CodecFallback);
        }
    }

    [Fact]
    public void Without_any_library_bundles_are_packed_and_read_with_what_the_framework_has()
    {
        using var folder = new TempFolder();
        byte[] content = Samples.Text(300_000, 1);
        CodecRegistry bare = new(new ZstdCodec("libno-such-zstd.so.9"), new Lz4Codec("libno-such-lz4.so.9"), new BrotliCodec(), new DeflateCodec("libno-such-z.so.9"));
        PackReport report = Samples.Pack(folder["a.turtl"], [Samples.Item("x", content)], new() { Codecs = bare });
        Assert.Equal(CodecId.Brotli, report.Codec);
        Assert.Contains("Packed with 'brotli' instead", report.CodecFallback, StringComparison.Ordinal);
        using Bundle bundle = Bundle.Open(folder["a.turtl"]);
        Assert.True(bundle.StoredLengths[0] < content.Length / 2);
        var decoded = new byte[content.Length];
        Assert.Equal(DecodeStatus.Ok, new EntryDecoder(bare).Decode(bundle, 0, decoded));
        Assert.Equal(content, decoded);
    }

    [Fact]
    public void Deflate_by_the_framework_and_by_zlib_read_each_other()
    {
        var framework = new DeflateCodec("libno-such-z.so.9");
        var system = new DeflateCodec();
        Assert.False(framework.UsesSystemLibrary);
        foreach (byte[] content in new[] { Samples.Text(100_000, 1), Samples.Noise(5000, 2), new byte[70_000], Samples.Text(1, 3) })
        {
            foreach ((DeflateCodec writer, DeflateCodec reader) in new[] { (framework, system), (system, framework), (framework, framework) })
            {
                var room = new byte[writer.MaxCompressedLength(content.Length)];
                int length = writer.Compress(content, room, 0);
                var decoded = new byte[content.Length];
                Assert.True(length > 0);
                Assert.True(reader.Decompress(room.AsSpan(0, length), decoded));
                Assert.Equal(content, decoded);

                // The framework does not miss the mark of the end when all bytes are there.
                Assert.True(!reader.Decompress(room.AsSpan(0, length - 1), decoded) || decoded.AsSpan().SequenceEqual(content));
                Assert.False(reader.Decompress(room.AsSpan(0, length / 2), decoded));
                Assert.False(reader.Decompress(room.AsSpan(0, length), new byte[content.Length - 1]));
                Assert.False(reader.Decompress(room.AsSpan(0, length), new byte[content.Length + 1]));
                Assert.Equal(0, writer.Compress(content, room.AsSpan(0, length - 1), 0));
            }
        }
    }

    [Fact]
    public void Zeros_stay_inside_the_limit_on_ratios()
    {
        using var folder = new TempFolder();
        var content = new byte[10 << 20];
        foreach (BundleCodecChoice codec in Enum.GetValues<BundleCodecChoice>())
        {
            Samples.Pack(folder["a.turtl"], [Samples.Item("x", content)], new() { Codec = codec, BlockSize = 8 << 20 });
            using Bundle bundle = Bundle.Open(folder["a.turtl"]);
            Assert.Equal(content, Samples.Decode(bundle, 0));
        }
    }

    [CodecTheory]
    [MemberData(nameof(Ids))]
    public void Blocks_cost_no_managed_memory_in_either_direction(CodecId id)
    {
        ICodec codec = CodecRegistry.Default.Get(id);
        byte[] content = Samples.Text(64 << 10, 1);
        var room = new byte[codec.MaxCompressedLength(content.Length)];
        int length = codec.Compress(content, room, 0);
        Assert.True(codec.Decompress(room.AsSpan(0, length), content));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            codec.Compress(content, room, 0);
            codec.Decompress(room.AsSpan(0, length), content);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
