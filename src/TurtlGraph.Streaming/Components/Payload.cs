using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>
/// The memory of an asset: reserved while it is requested, filled once it is cached. Owned by the runtime's payload store;
/// a component never frees it.
/// </summary>
public unsafe struct Payload
{
    /// <summary>First byte, on a 64-byte boundary; null when nothing is reserved.</summary>
    public byte* Pointer;

    /// <summary>Bytes of the asset.</summary>
    public int Length;

    /// <summary>Whether the block lies outside the payload arena because it alone is larger than the arena.</summary>
    public bool IsOversized;

    internal PayloadBlock Block;

    /// <summary>The budget it is charged to besides the total; 0 for none.</summary>
    internal byte Slot;
}
