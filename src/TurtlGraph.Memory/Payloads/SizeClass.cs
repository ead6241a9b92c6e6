using System.Numerics;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Memory;

/// <summary>
/// The two levels of sizes of a segregated fit: powers of two, each cut in <see cref="SecondCount"/> equal parts, numbered in
/// one row from small to large. Sizes are in units of 64 bytes; the smallest have a class each.
/// </summary>
internal static class SizeClass
{
    /// <summary>Logarithm of the parts of a power of two.</summary>
    public const int SecondBits = 5;

    /// <summary>Parts of a power of two.</summary>
    public const int SecondCount = 1 << SecondBits;

    /// <summary>Powers of two, the first of which stands for all sizes below <see cref="SecondCount"/>; enough for 2^31 units.</summary>
    public const int FirstCount = 32 - SecondBits + 1;

    /// <summary>Number of classes.</summary>
    public const int Count = FirstCount * SecondCount;

    /// <summary>The class a free block of this size is kept in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Holding(uint units)
    {
        // Below two times SecondCount the shift is 0 and the class is the size itself; above, each power of two adds a row.
        var shift = BitOperations.Log2(units | SecondCount) - SecondBits;
        return (shift << SecondBits) + (int)(units >> shift);
    }

    /// <summary>The smallest class in which every block has at least this size, which is at most 2^31 units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Covering(uint units)
    {
        var shift = BitOperations.Log2(units | SecondCount) - SecondBits;
        return Holding(units + (1u << shift) - 1);
    }
}
