namespace TurtlGraph.Bundles.Tests;

public sealed class CodecTests
{
    public static TheoryData<CodecId> Ids => [CodecId.None, CodecId.Lz4, CodecId.Zstd];

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
            { (BundleCodecChoice.Auto, CodecId.Zstd), (BundleCodecChoice.Zstd, CodecId.Zstd), (BundleCodecChoice.Lz4, CodecId.Lz4), (BundleCodecChoice.None, CodecId.None) })
        {
            PackReport report = Samples.Pack(folder["a.turtl"], [Samples.Item("x", Samples.Text(5000, 1))], new() { Codec = choice });
            Assert.Equal(id, report.Codec);
            Assert.Null(report.CodecFallback);
        }
    }
}
