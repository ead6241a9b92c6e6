using System.Runtime.InteropServices;

namespace TurtlGraph.Memory;

/// <summary>
/// The slots of a pool that one thread keeps for itself. Its owner uses it without a locked instruction; another thread may
/// still take slots out of it, at a high price that only the thief pays.
/// </summary>
/// <remarks>
/// Owner: set <see cref="Busy"/>, look at <see cref="Gate"/>, and use the cache only if it is open; clear <see cref="Busy"/>.
/// Thief: turn <see cref="Gate"/> from open to stolen, make every thread of the process pass a memory barrier, look at
/// <see cref="Busy"/>, and use the cache only if that is 0; open the gate. The barrier on the thief's side orders the owner's
/// store and load too, so at most one of the two goes on; neither waits for the other.
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = 8 * CacheLine.Size)]
internal unsafe struct ThreadCache
{
    /// <summary>Most slots in a cache.</summary>
    public const int MaxSlots = 64;

    /// <summary>Nobody may use the cache: it was never used, or the pool has none.</summary>
    public const int Closed = 0;

    /// <summary>The owner may use the cache.</summary>
    public const int Open = 1;

    /// <summary>A thief may use the cache.</summary>
    public const int Stolen = 2;

    /// <summary>1 while the owner uses the cache.</summary>
    [FieldOffset(0)]
    public int Busy;

    /// <summary><see cref="Closed"/>, <see cref="Open"/> or <see cref="Stolen"/>.</summary>
    [FieldOffset(4)]
    public int Gate;

    /// <summary>Slots in the cache behind <see cref="Front"/>.</summary>
    [FieldOffset(8)]
    public int Count;

    /// <summary>Slots rented through the cache, ever; the owner counts.</summary>
    [FieldOffset(16)]
    public long Rents;

    /// <summary>
    /// The slot that is rented before all others, or null. Where a slot is rented and returned in turns, the processor waits
    /// here for one store a turn, and in a stack for two changes of <see cref="Count"/>; as an address it goes from one
    /// to the next without a calculation between.
    /// </summary>
    [FieldOffset(24)]
    public byte* Front;

    /// <summary>The slots; the last one is rented first.</summary>
    [FieldOffset(CacheLine.Size)]
    public fixed uint Slots[MaxSlots];

    /// <summary>All slots in the cache.</summary>
    public readonly int Total => Volatile.Read(in Count) + (Front != null ? 1 : 0);
}
