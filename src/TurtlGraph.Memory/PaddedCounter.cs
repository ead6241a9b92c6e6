using System.Runtime.InteropServices;

namespace TurtlGraph.Memory;

/// <summary>A counter with a pair of cache lines to itself, so that writers of its neighbours do not slow its readers.</summary>
[StructLayout(LayoutKind.Explicit, Size = 2 * CacheLine.Size)]
internal struct PaddedCounter
{
    /// <summary>The counter.</summary>
    [FieldOffset(0)]
    public long Value;
}
