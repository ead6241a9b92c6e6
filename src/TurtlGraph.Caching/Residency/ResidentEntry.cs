using System.Runtime.InteropServices;

namespace TurtlGraph.Caching;

/// <summary>
/// What a table holds of one key: all that a hit needs in 32 bytes of one cache line. See <see cref="ProbeTable{TStep}"/> for
/// who may write what when.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct ResidentEntry
{
    /// <summary>The bits of <see cref="Link"/> that readers write.</summary>
    public const long TouchedBits = 0xFFL << 32;

    /// <summary>The key.</summary>
    [FieldOffset(0)]
    public ulong Key;

    /// <summary>Low half: what the entry is, or its slot plus 1. Bits 32 to 39: <see cref="Touched"/>. Above: a version.</summary>
    [FieldOffset(8)]
    public long Link;

    /// <summary>The mark of the frame in which a use was last reported; a hint, stored by any thread as a single byte of <see cref="Link"/>.</summary>
    [FieldOffset(12)]
    public byte Touched;

    /// <summary>Address of the bytes, or 0.</summary>
    [FieldOffset(16)]
    public nint Payload;

    /// <summary>Number of bytes.</summary>
    [FieldOffset(24)]
    public int Length;

    /// <summary>The time from which the bytes, or the negative answer, no longer count.</summary>
    [FieldOffset(28)]
    public uint Expiry;
}
