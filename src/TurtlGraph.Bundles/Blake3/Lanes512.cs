using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TurtlGraph.Bundles;

/// <summary>Sixteen inputs side by side in 512-bit vectors. Needs AVX-512 F.</summary>
internal readonly unsafe struct Lanes512 : ILanes<Vector512<uint>>
{
    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Broadcast(uint value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Load(uint* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Add(Vector512<uint> left, Vector512<uint> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Xor(Vector512<uint> left, Vector512<uint> right) => left ^ right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Select(Vector512<uint> mask, Vector512<uint> left, Vector512<uint> right) =>
        Vector512.ConditionalSelect(mask, left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> RotateRight16(Vector512<uint> value) => Avx512F.RotateRight(value, 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> RotateRight12(Vector512<uint> value) => Avx512F.RotateRight(value, 12);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> RotateRight8(Vector512<uint> value) => Avx512F.RotateRight(value, 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> RotateRight7(Vector512<uint> value) => Avx512F.RotateRight(value, 7);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadBlocks(byte** rows, nint offset, Vector512<uint>* message)
    {
        for (int quarter = 0; quarter < 4; quarter++)
        {
            nint at = offset + (quarter * 16);
            Transpose(Four(rows, 0, at), Four(rows, 1, at), Four(rows, 2, at), Four(rows, 3, at), message + (quarter * 4));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreChainingValues(Vector512<uint>* words, uint* output)
    {
        Vector512<uint>* rows = stackalloc Vector512<uint>[8];
        Transpose(words[0], words[1], words[2], words[3], rows);
        Transpose(words[4], words[5], words[6], words[7], rows + 4);
        Vector128<uint>* quarters = (Vector128<uint>*)rows;
        for (int input = 0; input < 16; input++)
        {
            // Input i sits in 128-bit lane i / 4 of the vector i % 4.
            int quarter = ((input & 3) * 4) + (input >> 2);
            quarters[quarter].Store(output + (input * 8));
            quarters[16 + quarter].Store(output + (input * 8) + 4);
        }
    }

    /// <summary>Sixteen bytes each of the inputs <paramref name="row"/>, row + 4, row + 8 and row + 12.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Four(byte** rows, int row, nint at) => Vector512.Create(
        Vector256.Create(Vector128.Load((uint*)(rows[row] + at)), Vector128.Load((uint*)(rows[row + 4] + at))),
        Vector256.Create(Vector128.Load((uint*)(rows[row + 8] + at)), Vector128.Load((uint*)(rows[row + 12] + at))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        Vector512<uint> r0, Vector512<uint> r1, Vector512<uint> r2, Vector512<uint> r3, Vector512<uint>* columns)
    {
        Vector512<ulong> low01 = Avx512F.UnpackLow(r0, r1).AsUInt64();
        Vector512<ulong> high01 = Avx512F.UnpackHigh(r0, r1).AsUInt64();
        Vector512<ulong> low23 = Avx512F.UnpackLow(r2, r3).AsUInt64();
        Vector512<ulong> high23 = Avx512F.UnpackHigh(r2, r3).AsUInt64();
        columns[0] = Avx512F.UnpackLow(low01, low23).AsUInt32();
        columns[1] = Avx512F.UnpackHigh(low01, low23).AsUInt32();
        columns[2] = Avx512F.UnpackLow(high01, high23).AsUInt32();
        columns[3] = Avx512F.UnpackHigh(high01, high23).AsUInt32();
    }
}
