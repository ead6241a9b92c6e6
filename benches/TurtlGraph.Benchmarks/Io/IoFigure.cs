namespace TurtlGraph.Benchmarks;

/// <summary>What one way of reading gave in one round.</summary>
/// <param name="BytesPerSecond">Bytes read a second of wall time.</param>
/// <param name="ProcessorPerGigabyte">Seconds of processor time (user and system) for 10^9 bytes.</param>
/// <param name="ManagedBytesPerRead">Managed bytes allocated a read, by all threads; not a number for other programs.</param>
internal readonly record struct IoFigure(double BytesPerSecond, double ProcessorPerGigabyte, double ManagedBytesPerRead)
{
    /// <summary>The median of each figure on its own.</summary>
    public static IoFigure Median(IReadOnlyList<IoFigure> rounds) => new(
        Interleaved.Median([.. rounds.Select(round => round.BytesPerSecond)]),
        Interleaved.Median([.. rounds.Select(round => round.ProcessorPerGigabyte)]),
        Interleaved.Median([.. rounds.Select(round => round.ManagedBytesPerRead)]));
}
