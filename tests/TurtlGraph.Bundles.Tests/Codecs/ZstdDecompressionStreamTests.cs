namespace TurtlGraph.Bundles.Tests;

public sealed class ZstdDecompressionStreamTests
{
    [CodecTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70_000)]
    [InlineData(2_000_000)]
    public void Frames_that_follow_each_other_are_read_as_one(int length)
    {
        byte[] first = Samples.Text(length, 1), second = Samples.Noise(5_000, 2);
        using var stream = new ZstdDecompressionStream(new MemoryStream([.. Compress(first), .. Compress(second)]));
        using var read = new MemoryStream();
        stream.CopyTo(read, 777);

        Assert.Equal([.. first, .. second], read.ToArray());
        Assert.Equal(0, stream.Read(new byte[10]));
    }

    [CodecTheory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(2_000)]
    public void A_file_that_is_cut_short_is_told(int missing)
    {
        byte[] compressed = Compress(Samples.Noise(300_000, 1));
        using var stream = new ZstdDecompressionStream(new MemoryStream(compressed[..^missing]));

        Assert.Contains("cut short", Assert.Throws<InvalidDataException>(() => stream.CopyTo(Stream.Null)).Message, StringComparison.Ordinal);
    }

    [CodecTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_no_frame_is_told(bool behindAFrame)
    {
        byte[] noise = Samples.Noise(1_000, 3);
        using var stream = new ZstdDecompressionStream(new MemoryStream(behindAFrame ? [.. Compress(noise), .. noise] : noise));

        Assert.Throws<InvalidDataException>(() => stream.CopyTo(Stream.Null));
    }

    [CodecFact]
    public void Disposing_it_twice_frees_it_once()
    {
        var stream = new ZstdDecompressionStream(new MemoryStream(Compress([1, 2, 3])));
        stream.Dispose();
        stream.Dispose();

        Assert.Throws<ObjectDisposedException>(() => stream.Read(new byte[3]));
    }

    private static byte[] Compress(byte[] content)
    {
        ICodec codec = CodecRegistry.Default.Get(CodecId.Zstd);
        var room = new byte[codec.MaxCompressedLength(content.Length)];
        return room[..codec.Compress(content, room, 0)];
    }
}
