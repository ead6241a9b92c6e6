namespace TurtlGraph.Streaming;

/// <summary>What came of a replay.</summary>
/// <param name="Frames">Updates that were run.</param>
/// <param name="Decisions">Decisions the runtime made.</param>
/// <param name="Hash">The hash of all of them, as <see cref="DecisionTrace.Hash"/> gives it.</param>
/// <param name="FirstDifference">
/// The first update before which a decision was not the recorded one; <see langword="null"/> when all were the same.
/// </param>
/// <param name="IsWhole">Whether the recording has an end and lost nothing.</param>
/// <param name="IsRepeatable">Whether it was made on a virtual clock and a modelled device, so that all decisions must be the same.</param>
/// <param name="Hits">Assets that were asked for, as roots or for one, and there.</param>
/// <param name="Misses">Assets that were asked for and had to be loaded.</param>
/// <param name="Metrics">The runtime's figures at the end.</param>
public sealed record ReplayReport(
    long Frames, long Decisions, ulong Hash, uint? FirstDifference, bool IsWhole, bool IsRepeatable, long Hits, long Misses, RuntimeMetrics Metrics);
