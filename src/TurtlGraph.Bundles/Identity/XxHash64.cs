using System.Buffers.Binary;
using System.Numerics;

namespace TurtlGraph.Bundles;

/// <summary>XXH64 with seed 0, after its published specification (Yann Collet, xxHash fast digest algorithm).</summary>
internal static class XxHash64
{
    private const ulong Prime1 = 0x9E3779B185EBCA87;
    private const ulong Prime2 = 0xC2B2AE3D27D4EB4F;
    private const ulong Prime3 = 0x165667B19E3779F9;
    private const ulong Prime4 = 0x85EBCA77C2B2AE63;
    private const ulong Prime5 = 0x27D4EB2F165667C5;

    public static ulong Hash(ReadOnlySpan<byte> input)
    {
        ulong length = (ulong)input.Length;
        ulong hash = input.Length >= 32 ? Stripes(ref input) : Prime5;
        hash += length;
        while (input.Length >= 8)
        {
            hash ^= Round(0, BinaryPrimitives.ReadUInt64LittleEndian(input));
            hash = (BitOperations.RotateLeft(hash, 27) * Prime1) + Prime4;
            input = input[8..];
        }

        if (input.Length >= 4)
        {
            hash ^= BinaryPrimitives.ReadUInt32LittleEndian(input) * Prime1;
            hash = (BitOperations.RotateLeft(hash, 23) * Prime2) + Prime3;
            input = input[4..];
        }

        foreach (byte value in input)
        {
            hash ^= value * Prime5;
            hash = BitOperations.RotateLeft(hash, 11) * Prime1;
        }

        return Avalanche(hash);
    }

    private static ulong Stripes(ref ReadOnlySpan<byte> input)
    {
        ulong v1 = unchecked(Prime1 + Prime2);
        ulong v2 = Prime2;
        ulong v3 = 0;
        ulong v4 = unchecked(0 - Prime1);
        while (input.Length >= 32)
        {
            v1 = Round(v1, BinaryPrimitives.ReadUInt64LittleEndian(input));
            v2 = Round(v2, BinaryPrimitives.ReadUInt64LittleEndian(input[8..]));
            v3 = Round(v3, BinaryPrimitives.ReadUInt64LittleEndian(input[16..]));
            v4 = Round(v4, BinaryPrimitives.ReadUInt64LittleEndian(input[24..]));
            input = input[32..];
        }

        ulong hash = BitOperations.RotateLeft(v1, 1) + BitOperations.RotateLeft(v2, 7)
            + BitOperations.RotateLeft(v3, 12) + BitOperations.RotateLeft(v4, 18);
        return Merge(Merge(Merge(Merge(hash, v1), v2), v3), v4);
    }

    private static ulong Round(ulong accumulator, ulong lane) =>
        BitOperations.RotateLeft(accumulator + (lane * Prime2), 31) * Prime1;

    private static ulong Merge(ulong hash, ulong accumulator) => ((hash ^ Round(0, accumulator)) * Prime1) + Prime4;

    private static ulong Avalanche(ulong hash)
    {
        hash ^= hash >> 33;
        hash *= Prime2;
        hash ^= hash >> 29;
        hash *= Prime3;
        return hash ^ (hash >> 32);
    }
}
