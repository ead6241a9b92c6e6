namespace TurtlGraph.Bundles.Tests;

public sealed class FilePartTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly byte[] _content = Samples.Noise(10_000, 1);
    private readonly string _file;

    public FilePartTests() => _file = _folder.Write("whole.bin", _content);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, 10_000)]
    [InlineData(0, 1)]
    [InlineData(4_000, 5_000)]
    [InlineData(9_999, 1)]
    [InlineData(10_000, 0)]
    [InlineData(7_000, null)]
    [InlineData(10_000, null)]
    public void A_part_of_a_file_is_packed_alone(long offset, int? length)
    {
        Samples.Pack(_folder["w.turtl"], [Part(offset, length)], new() { BlockSize = 1024 });

        using Bundle bundle = Bundle.Open(_folder["w.turtl"]);
        Assert.Equal(_content[(int)offset..(int)(offset + (length ?? 10_000 - offset))], Samples.Decode(bundle, 0));
    }

    [Theory]
    [InlineData(10_001, null)]
    [InlineData(10_001, 0L)]
    [InlineData(9_000, 1_001L)]
    [InlineData(1, long.MaxValue)]
    public void A_part_that_is_not_there_is_an_error_that_names_the_file(long offset, long? length)
    {
        PackException error = Assert.Throws<PackException>(() => Samples.Pack(_folder["w.turtl"], [Part(offset, length)]));
        Assert.Contains("whole.bin", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["w.turtl"]));
    }

    [Fact]
    public void A_part_without_a_file_and_a_negative_one_are_refused()
    {
        Assert.Throws<PackException>(() => new BundleBuilder().Add(Part(-1, null)));
        Assert.Throws<PackException>(() => new BundleBuilder().Add(Part(0, -1)));
        Assert.Throws<PackException>(() => new BundleBuilder().Add(new() { Name = "m", Content = _content, FileOffset = 1 }));
        Assert.Throws<PackException>(() => new BundleBuilder().Add(new() { Name = "m", Content = _content, FileLength = 1 }));
    }

    private BundleItem Part(long offset, long? length) => new() { Name = "part", FilePath = _file, FileOffset = offset, FileLength = length };
}
