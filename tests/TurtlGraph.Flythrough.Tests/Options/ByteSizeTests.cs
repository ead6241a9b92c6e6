namespace TurtlGraph.Flythrough.Tests;

public class ByteSizeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("268435456", 268435456)]
    [InlineData("256MiB", 256L << 20)]
    [InlineData("256 mib", 256L << 20)]
    [InlineData("1.5GiB", 3L << 29)]
    [InlineData("64KiB", 65536)]
    [InlineData("10k", 10_000)]
    [InlineData("300M", 300_000_000)]
    [InlineData("1G", 1_000_000_000)]
    [InlineData("100MB/s", 100_000_000)]
    public void Sizes_are_read(string text, long expected)
    {
        Assert.True(ByteSize.TryParse(text, out long bytes));
        Assert.Equal(expected, bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MiB")]
    [InlineData("-5")]
    [InlineData("12X")]
    [InlineData("1e3")]
    [InlineData("99999999999G")]
    public void What_is_not_a_size_is_refused(string text) => Assert.False(ByteSize.TryParse(text, out _));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(2048, "2.00 KiB")]
    [InlineData(256L << 20, "256 MiB")]
    public void Sizes_are_written_for_people(long bytes, string expected) => Assert.Equal(expected, ByteSize.Format(bytes));
}
