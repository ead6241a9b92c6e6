using System.Runtime.CompilerServices;

namespace TurtlGraph.Streaming;

/// <summary>One number for each <see cref="Urgency"/>.</summary>
[InlineArray(4)]
public struct UrgencyCounts
{
    private long _first;
}
