namespace TurtlGraph.Caching;

/// <summary>One request of a trace.</summary>
/// <param name="Time">When, in the unit of the trace; 0 where the format tells none.</param>
/// <param name="Key">What for.</param>
/// <param name="Size">Its bytes, 1 or more; 1 where the format tells none.</param>
public readonly record struct TraceRequest(long Time, ulong Key, uint Size);
