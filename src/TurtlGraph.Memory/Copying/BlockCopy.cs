using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TurtlGraph.Memory;

/// <summary>
/// Copies blocks of memory by the method that is fastest for their size and use: the runtime's copy for all that the caches can
/// hold, and stores that pass the caches by for what they cannot. Such stores need not read the destination first, which is a
/// third of the traffic, and leave the caches to others.
/// </summary>
/// <remarks>
/// All members may be called by any thread. What they read and write must stay valid until they return. Blocks that overlap are
/// copied as if by way of a third place. On processors without 256-bit vectors, or without stores that pass the caches by, all is
/// left to the runtime.
/// </remarks>
public static unsafe partial class BlockCopy
{
    /// <summary>From this size on a cold block is copied faster past the caches; below, the fence at the end costs too much.</summary>
    private const long ColdLeast = 64 << 10;

    /// <summary>
    /// Bytes from which also blocks that are read soon pass the caches by: half of the last cache, because source and
    /// destination together would push each other out of it. <see cref="long.MaxValue"/> where there are no such stores.
    /// </summary>
    public static long LargeBytes { get; } = CanStream ? Math.Max(LastLevelCache.Bytes / 2, 1 << 20) : long.MaxValue;

    private static bool CanStream => Vector256.IsHardwareAccelerated && Sse.IsSupported;

    /// <summary>Copies <paramref name="bytes"/> (0 or more).</summary>
    /// <param name="source">First byte to read.</param>
    /// <param name="destination">First byte to write.</param>
    /// <param name="bytes">How many.</param>
    /// <param name="use">What happens to the copied bytes next.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is negative.</exception>
    public static void Copy(void* source, void* destination, long bytes, CopyUse use = CopyUse.ReadSoon)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Debug.Assert(bytes == 0 || (source != null && destination != null), "A block that is not there was to be copied.");
        if (PassesCaches(bytes, use) && !Overlap(source, destination, bytes))
        {
            CopyPastCaches((byte*)source, (byte*)destination, bytes);
        }
        else
        {
            Buffer.MemoryCopy(source, destination, bytes, bytes);
        }
    }

    private static bool PassesCaches(long bytes, CopyUse use) =>
        bytes >= ColdLeast && (bytes >= LargeBytes || (use == CopyUse.ReadLater && CanStream));

    private static bool Overlap(void* source, void* destination, long bytes) =>
        (nuint)((byte*)destination - (byte*)source) < (nuint)bytes || (nuint)((byte*)source - (byte*)destination) < (nuint)bytes;
}
