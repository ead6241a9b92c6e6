using System.Runtime.CompilerServices;

namespace TurtlGraph.Memory;

/// <summary>The one alignment constant of the project: the length of a cache line, and rounding to it.</summary>
public static class CacheLine
{
    /// <summary>Bytes in a cache line. Columns, blocks and payloads start on a multiple of it.</summary>
    public const int Size = 64;

    /// <summary>Rounds <paramref name="bytes"/> (not negative) up to a whole number of cache lines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int AlignUp(int bytes) => (bytes + (Size - 1)) & ~(Size - 1);

    /// <inheritdoc cref="AlignUp(int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long AlignUp(long bytes) => (bytes + (Size - 1)) & ~(long)(Size - 1);

    /// <inheritdoc cref="AlignUp(int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint AlignUp(nuint bytes) => (bytes + (Size - 1)) & ~(nuint)(Size - 1);
}
