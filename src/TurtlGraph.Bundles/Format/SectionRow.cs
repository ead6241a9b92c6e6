using System.Runtime.InteropServices;

namespace TurtlGraph.Bundles;

/// <summary>
/// One row of the section directory, which opens the table region. A reader passes over a section it does not know unless
/// <see cref="Required"/> is set; such a section may lie anywhere in the file, so later features need no new version.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct SectionRow
{
    /// <summary>Bytes of a row.</summary>
    public const int Size = 32;

    /// <summary>Flag: a reader that does not know the section refuses the file.</summary>
    public const uint Required = 1;

    [FieldOffset(0)] public SectionTag Tag;
    [FieldOffset(4)] public uint Flags;
    [FieldOffset(8)] public long Offset;
    [FieldOffset(16)] public long Length;
    [FieldOffset(24)] public uint ElementSize;
    [FieldOffset(28)] public uint Reserved;
}
