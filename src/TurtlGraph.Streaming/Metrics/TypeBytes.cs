using System.Runtime.CompilerServices;

namespace TurtlGraph.Streaming;

/// <summary>One number of bytes for each of the 256 asset types.</summary>
[InlineArray(256)]
public struct TypeBytes
{
    private long _first;
}
