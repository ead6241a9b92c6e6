namespace TurtlGraph.Cli.Tests;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("65536", 65_536)]
    [InlineData("64K", 64_000)]
    [InlineData("64kib", 65_536)]
    [InlineData("64 kB", 64_000)]
    [InlineData("1.5MiB", 1_572_864)]
    [InlineData("2g", 2_000_000_000)]
    public void Sizes_are_read_as_people_write_them(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out var parsed));
        Assert.Equal(bytes, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("K")]
    [InlineData("-1")]
    [InlineData("1e9")]
    [InlineData("99999999999G")]
    [InlineData("1 TB")]
    public void Anything_else_is_refused(string text) => Assert.False(ByteSize.TryParse(text, out _));

    [Theory]
    [InlineData(999, "999 B")]
    [InlineData(1_234_567, "1.2 MB")]
    [InlineData(2_500_000_000, "2.50 GB")]
    public void Sizes_are_shown_in_decimal_units(long bytes, string text) => Assert.Equal(text, ByteSize.Format(bytes));
}
