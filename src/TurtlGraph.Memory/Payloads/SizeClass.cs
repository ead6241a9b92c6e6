using System.Numerics;

namespace TurtlGraph.Memory;

/// <summary>
/// The two levels of sizes of a segregated fit: powers of two, each cut in 16 equal parts. Sizes are in units of 64 bytes;
/// those below 16 units have a class each.
/// </summary>
internal readonly record struct SizeClass(int First, int Second)
{
    /// <summary>Logarithm of the parts of a power of two.</summary>
    public const int SecondBits = 4;

    /// <summary>Parts of a power of two.</summary>
    public const int SecondCount = 1 << SecondBits;

    /// <summary>Powers of two, enough for 2^37 units of 64 bytes (8 TiB).</summary>
    public const int FirstCount = 34;

    /// <summary>Number of classes.</summary>
    public const int Count = FirstCount * SecondCount;

    /// <summary>Position of the class in a flat table.</summary>
    public int Index => (First << SecondBits) + Second;

    /// <summary>The class a free block of this size is kept in.</summary>
    public static SizeClass Holding(long units)
    {
        if (units < SecondCount)
        {
            return new SizeClass(0, (int)units);
        }

        var log = BitOperations.Log2((ulong)units);
        return new SizeClass(log - SecondBits + 1, (int)(units >> (log - SecondBits)) & (SecondCount - 1));
    }

    /// <summary>The smallest class in which every block has at least this size.</summary>
    public static SizeClass Covering(long units)
    {
        if (units < SecondCount)
        {
            return new SizeClass(0, (int)units);
        }

        var log = BitOperations.Log2((ulong)units);
        return Holding(units + (1L << (log - SecondBits)) - 1);
    }
}
