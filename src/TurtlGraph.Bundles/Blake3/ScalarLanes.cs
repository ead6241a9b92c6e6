using System.Numerics;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Bundles;

/// <summary>One input at a time with plain integers: the fallback on any machine, and the twin the vector widths are tested against.</summary>
internal readonly unsafe struct ScalarLanes : ILanes<uint>
{
    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Broadcast(uint value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Load(uint* source) => *source;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Add(uint left, uint right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Xor(uint left, uint right) => left ^ right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Select(uint mask, uint left, uint right) => (left & mask) | (right & ~mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint RotateRight16(uint value) => BitOperations.RotateRight(value, 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint RotateRight12(uint value) => BitOperations.RotateRight(value, 12);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint RotateRight8(uint value) => BitOperations.RotateRight(value, 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint RotateRight7(uint value) => BitOperations.RotateRight(value, 7);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadBlocks(byte** rows, nint offset, uint* message) =>
        Unsafe.CopyBlockUnaligned(message, rows[0] + offset, Blake3Constants.BlockLength);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreChainingValues(uint* words, uint* output) =>
        Unsafe.CopyBlockUnaligned(output, words, Hash256.Length);
}
