using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace TurtlGraph.Flythrough;

/// <summary>A texture's bytes: a header of 32 bytes, then each mip level from the largest down to 4 x 4 texels.</summary>
internal static class TextureFile
{
    private const int HeaderBytes = 32;
    private const uint Magic = 0x58455454; // "TTEX"

    /// <summary>Encodes the square image <paramref name="texels"/> (red in the low byte), which is overwritten by its mip levels.</summary>
    public static byte[] Write(TextureFormat format, int size, uint[] texels)
    {
        int total = HeaderBytes, levels = 0;
        for (int side = size; side >= 4; side /= 2, levels++)
        {
            total += LevelBytes(format, side);
        }

        byte[] file = new byte[total];
        WriteHeader(file, format, size, levels);
        Span<byte> rest = file.AsSpan(HeaderBytes);
        for (int side = size; side >= 4; side /= 2)
        {
            Encode(format, texels, side, rest);
            rest = rest[LevelBytes(format, side)..];
            Halve(texels, side);
        }

        return file;
    }

    private static int LevelBytes(TextureFormat format, int side) => format switch
    {
        TextureFormat.Rgba8 => side * side * 4,
        TextureFormat.Bc1 => side * side / 2,
        _ => side * side,
    };

    private static void WriteHeader(Span<byte> header, TextureFormat format, int size, int levels)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], size);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], size);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], levels);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], (int)format);
    }

    private static void Encode(TextureFormat format, uint[] texels, int side, Span<byte> target)
    {
        if (format == TextureFormat.Rgba8)
        {
            MemoryMarshal.AsBytes(texels.AsSpan(0, side * side)).CopyTo(target);
            return;
        }

        Span<uint> block = stackalloc uint[16];
        int at = 0;
        for (int y = 0; y < side; y += 4)
        {
            for (int x = 0; x < side; x += 4)
            {
                for (int row = 0; row < 4; row++)
                {
                    texels.AsSpan(((y + row) * side) + x, 4).CopyTo(block[(row * 4)..]);
                }

                if (format == TextureFormat.Bc1)
                {
                    BlockEncoder.Bc1(block, target[at..]);
                    at += 8;
                }
                else
                {
                    BlockEncoder.Bc4(block, 0, target[at..]);
                    BlockEncoder.Bc4(block, 8, target[(at + 8)..]);
                    at += 16;
                }
            }
        }
    }

    /// <summary>Averages 2 x 2 texels in place; the four channels are summed two at a time within one word.</summary>
    private static void Halve(uint[] texels, int side)
    {
        const uint Pair = 0x00FF00FF;
        int half = side / 2;
        for (int y = 0; y < half; y++)
        {
            for (int x = 0; x < half; x++)
            {
                int at = (y * 2 * side) + (x * 2);
                uint a = texels[at], b = texels[at + 1], c = texels[at + side], d = texels[at + side + 1];
                uint low = ((a & Pair) + (b & Pair) + (c & Pair) + (d & Pair)) >> 2;
                uint high = (((a >> 8) & Pair) + ((b >> 8) & Pair) + ((c >> 8) & Pair) + ((d >> 8) & Pair)) >> 2;
                texels[(y * half) + x] = (low & Pair) | ((high & Pair) << 8);
            }
        }
    }
}
