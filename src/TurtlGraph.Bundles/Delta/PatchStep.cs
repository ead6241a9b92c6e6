using System.Runtime.InteropServices;

namespace TurtlGraph.Bundles;

/// <summary>Where the next bytes of the new file come from.</summary>
[StructLayout(LayoutKind.Sequential, Size = Size)]
internal readonly record struct PatchStep(long Source, long Length)
{
    /// <summary>Bytes of a step in the file.</summary>
    public const int Size = 16;

    /// <summary><see cref="Source"/>: the next literal bytes of the patch.</summary>
    public const long Literal = -1;

    /// <summary><see cref="Source"/>: zeros.</summary>
    public const long Zeros = -2;

    /// <summary>Whether the bytes are the old file's, from byte <see cref="Source"/>.</summary>
    public bool IsCopy => Source >= 0;

    /// <summary>The byte of the old file behind the ones that are copied.</summary>
    public long End => Source + Length;
}
