using System.Runtime.InteropServices;

namespace TurtlGraph.Caching;

/// <summary>What a saved index says of a segment, in 48 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1, Size = Size)]
internal struct SavedSegment
{
    public const int Size = 48;

    public ulong Number;

    /// <summary>Bytes whose records the index knows.</summary>
    public long Length;
    public long Expiry;
    public long LastUse;
    public ulong FirstSequence;
    public int Slot;
    private readonly int _reserved;
}
