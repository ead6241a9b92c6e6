using System.Buffers.Binary;

namespace TurtlGraph.Flythrough.Tests;

public class BlockEncoderTests
{
    [Fact]
    public void A_grey_ramp_survives_BC1()
    {
        uint[] block = Enumerable.Range(0, 16).Select(i => (uint)(i * 16) * 0x010101u).ToArray();
        byte[] encoded = new byte[8];
        BlockEncoder.Bc1(block, encoded);
        int first = BinaryPrimitives.ReadUInt16LittleEndian(encoded), second = BinaryPrimitives.ReadUInt16LittleEndian(encoded.AsSpan(2));
        Assert.True(first > second, "four colours need the first end above the second");
        int[] ramp = [Green(first), Green(second), ((2 * Green(first)) + Green(second)) / 3, (Green(first) + (2 * Green(second))) / 3];
        uint indices = BinaryPrimitives.ReadUInt32LittleEndian(encoded.AsSpan(4));
        for (int i = 0; i < 16; i++)
        {
            Assert.InRange(ramp[(indices >> (i * 2)) & 3] - (i * 16), -44, 44);
        }
    }

    [Fact]
    public void A_block_of_one_colour_has_equal_ends()
    {
        byte[] encoded = new byte[8];
        BlockEncoder.Bc1(Enumerable.Repeat(0x00204060u, 16).ToArray(), encoded);
        Assert.Equal(encoded[..2], encoded[2..4]);
        Assert.Equal(0u, BinaryPrimitives.ReadUInt32LittleEndian(encoded.AsSpan(4)));
    }

    [Fact]
    public void Channels_survive_BC4_within_half_a_step()
    {
        uint[] block = Enumerable.Range(0, 16).Select(i => (uint)(20 + (i * 13)) << 8).ToArray();
        byte[] encoded = new byte[8];
        BlockEncoder.Bc4(block, 8, encoded);
        ulong bits = BinaryPrimitives.ReadUInt64LittleEndian(encoded);
        int high = encoded[0], low = encoded[1];
        Assert.Equal((215, 20), (high, low));
        for (int i = 0; i < 16; i++)
        {
            int index = (int)(bits >> (16 + (i * 3))) & 7;
            int value = index switch { 0 => high, 1 => low, _ => (((8 - index) * high) + ((index - 1) * low)) / 7 };
            Assert.InRange(value - (20 + (i * 13)), -15, 15);
        }
    }

    private static int Green(int color) => ((color >> 5) & 63) * 255 / 63;
}
