using System.Numerics;
using System.Runtime.InteropServices;

namespace TurtlGraph.Caching;

/// <summary>
/// CRC-32C (Castagnoli, RFC 3720 appendix B.4): finds every change of up to three bits and every burst of up to 32 bits in a record;
/// other damage passes with a probability of 2^-32. Three streams run side by side, because one step of the processor's instruction takes three
/// cycles and can begin each cycle; their results are joined by tables (the method of M. Adler's crc32c.c).
/// </summary>
internal static class Crc32C
{
    private const int Lane = 4096;
    private const uint Polynomial = 0x82F63B78;
    private static readonly uint[] s_shift = MakeShift(Lane);

    /// <summary>The checksum of <paramref name="bytes"/> behind bytes whose checksum is <paramref name="before"/> (0 for none).</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes, uint before = 0)
    {
        uint crc = ~before;
        while (bytes.Length >= 3 * Lane)
        {
            crc = Triple(crc, bytes[..(3 * Lane)]);
            bytes = bytes[(3 * Lane)..];
        }

        return ~Single(crc, bytes);
    }

    /// <summary>The same by the definition, bit by bit: what tests compare with.</summary>
    internal static uint ComputePlainly(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (Polynomial & (0 - (crc & 1)));
            }
        }

        return ~crc;
    }

    private static uint Triple(uint crc, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<ulong> first = MemoryMarshal.Cast<byte, ulong>(bytes[..Lane]);
        ReadOnlySpan<ulong> second = MemoryMarshal.Cast<byte, ulong>(bytes.Slice(Lane, Lane));
        ReadOnlySpan<ulong> third = MemoryMarshal.Cast<byte, ulong>(bytes.Slice(2 * Lane, Lane));
        uint a = crc, b = 0, c = 0;
        for (int i = 0; i < Lane / sizeof(ulong); i++)
        {
            a = BitOperations.Crc32C(a, first[i]);
            b = BitOperations.Crc32C(b, second[i]);
            c = BitOperations.Crc32C(c, third[i]);
        }

        return Shift(Shift(a) ^ b) ^ c;
    }

    private static uint Single(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (byte value in bytes[(bytes.Length & ~7)..])
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return crc;
    }

    /// <summary>The state behind a lane of zeros.</summary>
    private static uint Shift(uint crc)
    {
        uint[] table = s_shift;
        return table[crc & 0xFF] ^ table[256 + ((crc >> 8) & 0xFF)] ^ table[512 + ((crc >> 16) & 0xFF)] ^ table[768 + (crc >> 24)];
    }

    // The state behind zeros depends linearly on the state before them: the images of the 32 single bits give all.
    private static uint[] MakeShift(int zeros)
    {
        Span<uint> images = stackalloc uint[32];
        for (int bit = 0; bit < 32; bit++)
        {
            uint state = 1u << bit;
            for (int i = 0; i < zeros / sizeof(ulong); i++)
            {
                state = BitOperations.Crc32C(state, 0ul);
            }

            images[bit] = state;
        }

        var table = new uint[4 * 256];
        for (int value = 0; value < table.Length; value++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                table[value] ^= ((value >> bit) & 1) != 0 ? images[((value >> 8) * 8) + bit] : 0;
            }
        }

        return table;
    }
}
