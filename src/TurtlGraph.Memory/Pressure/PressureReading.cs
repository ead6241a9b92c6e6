namespace TurtlGraph.Memory;

/// <summary>What one source of memory pressure tells at one moment.</summary>
/// <param name="Share">How much of what there is is taken: 0 nothing, 1 all. What the thresholds of <see cref="PressureGauge"/> are compared with.</param>
/// <param name="UsedBytes">Bytes taken that cannot simply be dropped; 0 where the source tells no bytes.</param>
/// <param name="LimitBytes">Bytes there are; 0 where the source tells no bytes.</param>
/// <param name="SomeStallPercent">Share of the last ten seconds in which some task waited for memory, in percent; 0 for sources other than PSI.</param>
/// <param name="FullStallPercent">Share of the last ten seconds in which all tasks did, in percent; 0 for sources other than PSI.</param>
public readonly record struct PressureReading(
    double Share, long UsedBytes = 0, long LimitBytes = 0, double SomeStallPercent = 0, double FullStallPercent = 0);
