using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TurtlGraph.Bundles;

/// <summary>Eight inputs side by side in 256-bit vectors. Needs AVX2.</summary>
internal readonly unsafe struct Lanes256 : ILanes<Vector256<uint>>
{
    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Broadcast(uint value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Load(uint* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Add(Vector256<uint> left, Vector256<uint> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Xor(Vector256<uint> left, Vector256<uint> right) => left ^ right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Select(Vector256<uint> mask, Vector256<uint> left, Vector256<uint> right) =>
        Vector256.ConditionalSelect(mask, left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> RotateRight16(Vector256<uint> value) => Avx512F.VL.IsSupported
        ? Avx512F.VL.RotateRight(value, 16)
        : Avx2.Shuffle(value.AsByte(), Vector256.Create(
            (byte)2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13,
            2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13)).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> RotateRight12(Vector256<uint> value) => Avx512F.VL.IsSupported
        ? Avx512F.VL.RotateRight(value, 12)
        : Vector256.ShiftRightLogical(value, 12) | Vector256.ShiftLeft(value, 20);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> RotateRight8(Vector256<uint> value) => Avx512F.VL.IsSupported
        ? Avx512F.VL.RotateRight(value, 8)
        : Avx2.Shuffle(value.AsByte(), Vector256.Create(
            (byte)1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12,
            1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12)).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> RotateRight7(Vector256<uint> value) => Avx512F.VL.IsSupported
        ? Avx512F.VL.RotateRight(value, 7)
        : Vector256.ShiftRightLogical(value, 7) | Vector256.ShiftLeft(value, 25);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadBlocks(byte** rows, nint offset, Vector256<uint>* message)
    {
        for (int quarter = 0; quarter < 4; quarter++)
        {
            nint at = offset + (quarter * 16);
            Transpose(Pair(rows, 0, at), Pair(rows, 1, at), Pair(rows, 2, at), Pair(rows, 3, at), message + (quarter * 4));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreChainingValues(Vector256<uint>* words, uint* output)
    {
        Vector256<uint>* rows = stackalloc Vector256<uint>[8];
        Transpose(words[0], words[1], words[2], words[3], rows);
        Transpose(words[4], words[5], words[6], words[7], rows + 4);
        for (int lane = 0; lane < 4; lane++)
        {
            rows[lane].GetLower().Store(output + (lane * 8));
            rows[4 + lane].GetLower().Store(output + (lane * 8) + 4);
            rows[lane].GetUpper().Store(output + ((lane + 4) * 8));
            rows[4 + lane].GetUpper().Store(output + ((lane + 4) * 8) + 4);
        }
    }

    /// <summary>Sixteen bytes of input <paramref name="row"/> in the low half and of input row + 4 in the high half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Pair(byte** rows, int row, nint at) =>
        Vector256.Create(Vector128.Load((uint*)(rows[row] + at)), Vector128.Load((uint*)(rows[row + 4] + at)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        Vector256<uint> r0, Vector256<uint> r1, Vector256<uint> r2, Vector256<uint> r3, Vector256<uint>* columns)
    {
        Vector256<ulong> low01 = Avx2.UnpackLow(r0, r1).AsUInt64();
        Vector256<ulong> high01 = Avx2.UnpackHigh(r0, r1).AsUInt64();
        Vector256<ulong> low23 = Avx2.UnpackLow(r2, r3).AsUInt64();
        Vector256<ulong> high23 = Avx2.UnpackHigh(r2, r3).AsUInt64();
        columns[0] = Avx2.UnpackLow(low01, low23).AsUInt32();
        columns[1] = Avx2.UnpackHigh(low01, low23).AsUInt32();
        columns[2] = Avx2.UnpackLow(high01, high23).AsUInt32();
        columns[3] = Avx2.UnpackHigh(high01, high23).AsUInt32();
    }
}
