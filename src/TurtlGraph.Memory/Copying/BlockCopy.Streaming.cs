using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TurtlGraph.Memory;

public static unsafe partial class BlockCopy
{
    /// <summary>Bytes a round of the loop moves: four vectors, two whole cache lines.</summary>
    private const int RoundBytes = 4 * 32;

    /// <summary>The least that <see cref="CopyPastCaches"/> copies.</summary>
    internal const int StreamLeast = 2 * RoundBytes;

    /// <summary>
    /// Copies blocks that do not overlap without bringing the destination into the caches. The stores need whole lines, so
    /// the first and the last round are plain ones and write some bytes a second time, which is cheaper than deciding about
    /// remainders. The fence orders all before what the caller publishes.
    /// </summary>
    internal static void CopyPastCaches(byte* source, byte* destination, long bytes)
    {
        Debug.Assert(bytes >= StreamLeast, "The loop needs two whole rounds.");
        Debug.Assert(!Overlap(source, destination, bytes), "Blocks that overlap cannot be copied in rounds.");
        var first = CacheLine.Size - (long)((nuint)destination % CacheLine.Size);
        var last = bytes - RoundBytes;
        CopyRound(source, destination);
        for (var at = first; at < last; at += RoundBytes)
        {
            StreamRound(source + at, destination + at);
        }

        Sse.StoreFence();
        CopyRound(source + last, destination + last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyRound(byte* source, byte* destination)
    {
        var first = Vector256.Load(source);
        var second = Vector256.Load(source + 32);
        var third = Vector256.Load(source + 64);
        var fourth = Vector256.Load(source + 96);
        first.Store(destination);
        second.Store(destination + 32);
        third.Store(destination + 64);
        fourth.Store(destination + 96);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StreamRound(byte* source, byte* destination)
    {
        var first = Vector256.Load(source);
        var second = Vector256.Load(source + 32);
        var third = Vector256.Load(source + 64);
        var fourth = Vector256.Load(source + 96);
        first.StoreAlignedNonTemporal(destination);
        second.StoreAlignedNonTemporal(destination + 32);
        third.StoreAlignedNonTemporal(destination + 64);
        fourth.StoreAlignedNonTemporal(destination + 96);
    }
}
