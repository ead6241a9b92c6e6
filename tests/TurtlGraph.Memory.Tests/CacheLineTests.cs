namespace TurtlGraph.Memory.Tests;

public class CacheLineTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 64)]
    [InlineData(63, 64)]
    [InlineData(64, 64)]
    [InlineData(65, 128)]
    [InlineData(4095, 4096)]
    public void Sizes_are_rounded_up_to_whole_lines(int bytes, int rounded)
    {
        Assert.Equal(rounded, CacheLine.AlignUp(bytes));
        Assert.Equal(rounded, CacheLine.AlignUp((long)bytes));
        Assert.Equal((nuint)rounded, CacheLine.AlignUp((nuint)bytes));
    }

    [Fact]
    public void Every_remainder_is_rounded_to_the_next_line()
    {
        for (var bytes = 0; bytes < 1000; bytes++)
        {
            var rounded = CacheLine.AlignUp(bytes);
            Assert.Equal(0, rounded % CacheLine.Size);
            Assert.InRange(rounded - bytes, 0, CacheLine.Size - 1);
        }
    }

    [Fact]
    public void Sizes_beyond_32_bits_are_kept() => Assert.Equal((1L << 40) + 64, CacheLine.AlignUp((1L << 40) + 1));
}
