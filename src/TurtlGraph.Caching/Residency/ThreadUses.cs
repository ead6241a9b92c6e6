using System.Runtime.InteropServices;
using TurtlGraph.Memory;

namespace TurtlGraph.Caching;

/// <summary>
/// The uses that one thread reports. The first two lines belong to the thread, the last two to whoever drains.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 4 * CacheLine.Size)]
internal unsafe struct ThreadUses
{
    /// <summary>The ring, or null before the first use was reported.</summary>
    [FieldOffset(0)]
    public int* Ring;

    /// <summary>Uses that found the ring full.</summary>
    [FieldOffset(8)]
    public long Dropped;

    /// <summary>Uses reported so far, modulo 2^32.</summary>
    [FieldOffset(16)]
    public uint Tail;

    /// <summary>Where <see cref="Head"/> was when the thread last looked.</summary>
    [FieldOffset(20)]
    public uint SeenHead;

    /// <summary>Uses taken so far, modulo 2^32.</summary>
    [FieldOffset(2 * CacheLine.Size)]
    public uint Head;
}
