namespace TurtlGraph.Caching;

/// <summary>Bytes of a store that are not what was written, and have been dropped.</summary>
/// <param name="Segment">The segment's file.</param>
/// <param name="Offset">Where they begin.</param>
/// <param name="Length">How many they are.</param>
/// <param name="Key">The record that is lost, where it is known.</param>
/// <param name="Reason">What is wrong, in words.</param>
public sealed record StoreDamage(string Segment, long Offset, long Length, StoreKey? Key, string Reason);
