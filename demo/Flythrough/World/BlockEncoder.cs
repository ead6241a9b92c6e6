using System.Buffers.Binary;

namespace TurtlGraph.Flythrough;

/// <summary>Encoders of 4 x 4 texel blocks that take the darkest and the brightest texel as the ends of the ramp.</summary>
internal static class BlockEncoder
{
    /// <summary>8 bytes: two 5:6:5 colours, the first above the second, and 2-bit indices.</summary>
    public static void Bc1(ReadOnlySpan<uint> block, Span<byte> target)
    {
        int darkest = int.MaxValue, brightest = -1;
        uint dark = 0, bright = 0;
        foreach (uint texel in block)
        {
            int luma = Luma(texel);
            if (luma < darkest)
            {
                darkest = luma;
                dark = texel;
            }

            if (luma > brightest)
            {
                brightest = luma;
                bright = texel;
            }
        }

        uint first = To565(bright), second = To565(dark), indices = 0;
        if (first < second)
        {
            (first, second, brightest, darkest) = (second, first, darkest, brightest);
        }

        int range = brightest - darkest;
        if (first != second && range != 0)
        {
            int scale = (3 << 16) / range;
            for (int i = 0; i < 16; i++)
            {
                int step = Math.Clamp((((Luma(block[i]) - darkest) * scale) + 0x8000) >> 16, 0, 3);
                // Steps from the second colour to the first are indices 1, 3, 2, 0.
                indices |= ((0b00_10_11_01u >> (step * 2)) & 3u) << (i * 2);
            }
        }

        BinaryPrimitives.WriteUInt32LittleEndian(target, first | (second << 16));
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], indices);
    }

    /// <summary>8 bytes for the channel that starts at bit <paramref name="shift"/>: two ends, the first above the second, and 3-bit indices.</summary>
    public static void Bc4(ReadOnlySpan<uint> block, int shift, Span<byte> target)
    {
        uint low = 255, high = 0;
        foreach (uint texel in block)
        {
            uint value = (texel >> shift) & 255;
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        ulong bits = high | (low << 8);
        uint range = high - low;
        if (range != 0)
        {
            uint scale = (7 << 16) / range;
            for (int i = 0; i < 16; i++)
            {
                uint step = ((((block[i] >> shift) & 255) - low) * scale + 0x8000) >> 16;
                // Step 7 is the first end (index 0), step 0 the second (index 1), those between count down from 7 to 2.
                ulong index = step == 7 ? 0u : step == 0 ? 1u : 8u - step;
                bits |= index << (16 + (i * 3));
            }
        }

        BinaryPrimitives.WriteUInt64LittleEndian(target, bits);
    }

    private static int Luma(uint texel) => (int)(((texel & 255) * 2) + (((texel >> 8) & 255) * 5) + ((texel >> 16) & 255));

    private static uint To565(uint texel) => ((texel & 0xF8) << 8) | ((texel >> 5) & 0x7E0) | ((texel >> 19) & 0x1F);
}
