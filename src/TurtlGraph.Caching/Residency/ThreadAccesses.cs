using System.Runtime.InteropServices;
using TurtlGraph.Memory;

namespace TurtlGraph.Caching;

/// <summary>
/// What one thread has to say about its look-ups: counters and a ring of slots it used. The first two lines belong to the
/// thread, the last two to whoever drains.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 4 * CacheLine.Size)]
internal unsafe struct ThreadAccesses
{
    [FieldOffset(0)]
    public long Hits;

    [FieldOffset(8)]
    public long Misses;

    [FieldOffset(16)]
    public long NegativeHits;

    /// <summary>Uses that found the ring full.</summary>
    [FieldOffset(24)]
    public long Dropped;

    /// <summary>The ring, or null before the first use was reported.</summary>
    [FieldOffset(32)]
    public int* Ring;

    /// <summary>Uses reported so far, modulo 2^32.</summary>
    [FieldOffset(40)]
    public uint Tail;

    /// <summary>Where <see cref="Head"/> was when the thread last looked.</summary>
    [FieldOffset(44)]
    public uint SeenHead;

    /// <summary>Uses taken so far, modulo 2^32.</summary>
    [FieldOffset(2 * CacheLine.Size)]
    public uint Head;
}
