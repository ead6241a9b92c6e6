using FsCheck;
using FsCheck.Fluent;

namespace TurtlGraph.Caching.Tests;

public sealed class Crc32CTests
{
    // RFC 3720 appendix B.4, and the check value of the catalogue of parametrised CRCs.
    [Fact]
    public void The_published_examples_hold()
    {
        Assert.Equal(0xE3069283u, Crc32C.Compute("123456789"u8));
        Assert.Equal(0x8A9136AAu, Crc32C.Compute(new byte[32]));
        Assert.Equal(0x62A8AB43u, Crc32C.Compute(Enumerable.Repeat((byte)0xFF, 32).ToArray()));
        Assert.Equal(0x46DD794Eu, Crc32C.Compute([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(12287)]
    [InlineData(12288)]
    [InlineData(12289)]
    [InlineData(65536)]
    [InlineData(100_003)]
    public void Three_streams_give_what_one_bit_after_the_other_gives(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        Assert.Equal(Crc32C.ComputePlainly(bytes), Crc32C.Compute(bytes));
    }

    [Fact]
    public void Pieces_one_after_the_other_give_what_the_whole_gives() => Prop.ForAll<byte[], byte[]>((first, second) =>
        Crc32C.Compute(second, Crc32C.Compute(first)) == Crc32C.Compute([.. first, .. second])).QuickCheckThrowOnFailure();
}
