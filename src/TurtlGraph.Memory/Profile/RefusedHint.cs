namespace TurtlGraph.Memory;

/// <summary>A hint about memory that the system did not take, which costs speed and nothing else.</summary>
/// <param name="Owner">Name of the allocator or map.</param>
/// <param name="Hint">What was asked for.</param>
/// <param name="Reason">Why it was not given.</param>
/// <param name="Count">How often.</param>
public readonly record struct RefusedHint(string Owner, string Hint, string Reason, long Count);
