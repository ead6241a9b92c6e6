using System.Runtime.CompilerServices;

namespace TurtlGraph.Flythrough;

/// <summary>One number for each urgency: critical, high, medium, low.</summary>
[InlineArray(4)]
internal struct FourClasses
{
    private long _first;
}
