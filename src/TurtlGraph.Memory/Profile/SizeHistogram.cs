using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Memory;

/// <summary>Counts by size: class i holds sizes from 2^i to 2^(i+1) - 1 bytes, class 0 also size 0.</summary>
[InlineArray(Classes)]
[SuppressMessage("Performance", "CA1815:Override equals and operator equals on value types", Justification = "A row of counters, not a value to compare.")]
public struct SizeHistogram
{
    /// <summary>Number of classes: enough for any 64-bit size.</summary>
    public const int Classes = 64;

    private long _count;

    /// <summary>The smallest size of a class in bytes.</summary>
    public static long LowestSize(int sizeClass)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeClass);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sizeClass, Classes - 1);
        return 1L << sizeClass;
    }

    /// <summary>Adds the counts of another one.</summary>
    public void Add(in SizeHistogram other)
    {
        for (var i = 0; i < Classes; i++)
        {
            this[i] += other[i];
        }
    }
}
