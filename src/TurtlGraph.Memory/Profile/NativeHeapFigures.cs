namespace TurtlGraph.Memory;

/// <summary>How the system's heap (malloc) stands, all users of this process together. Sizes are bytes.</summary>
/// <param name="SystemBytes">Taken from the system.</param>
/// <param name="UsedBytes">Handed out.</param>
/// <param name="FreeBytes">Taken from the system and free: what fragmentation and caching hold back.</param>
/// <param name="FreeBlocks">Pieces that lie in; -1 where the system does not tell.</param>
public readonly record struct NativeHeapFigures(long SystemBytes, long UsedBytes, long FreeBytes, long FreeBlocks)
{
    /// <summary>Whether the platform tells: glibc from 2.33 and macOS do, musl and Windows do not.</summary>
    public bool IsTold => SystemBytes > 0;

    /// <summary>Share of the memory taken from the system that is free but not given back, 0 to 1.</summary>
    public double Fragmentation => SystemBytes > 0 ? (double)FreeBytes / SystemBytes : 0;

    /// <summary>
    /// Asks the heap, which looks at all its free lists under its locks: up to a millisecond in a large process, so not for the
    /// frame thread. The default value where the platform does not tell.
    /// </summary>
    public static NativeHeapFigures Read() => SystemHeap.Read();
}
