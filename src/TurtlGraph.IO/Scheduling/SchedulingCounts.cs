namespace TurtlGraph.IO;

/// <summary>What a <see cref="ScheduledByteSource"/> has done since it was made.</summary>
/// <param name="DeviceReads">Reads given to the source behind.</param>
/// <param name="JoinedReads">Reads that were served together with a neighbour, beyond the first of each group.</param>
/// <param name="SplitReads">Reads that were split.</param>
/// <param name="GapBytes">Bytes read along between joined neighbours and dropped.</param>
public readonly record struct SchedulingCounts(long DeviceReads, long JoinedReads, long SplitReads, long GapBytes);
