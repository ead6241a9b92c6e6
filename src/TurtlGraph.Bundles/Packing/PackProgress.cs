namespace TurtlGraph.Bundles;

/// <summary>How far packing, verifying or extracting has come.</summary>
/// <param name="EntriesDone">Entries that are finished.</param>
/// <param name="EntriesTotal">Entries in all.</param>
/// <param name="BytesRead">Content bytes taken so far.</param>
/// <param name="BytesWritten">Bytes written so far.</param>
/// <param name="BytesTotal">Content bytes in all, 0 when that is not known beforehand.</param>
/// <param name="Current">Name of the entry just finished, or being worked on when it is large.</param>
public readonly record struct PackProgress(
    int EntriesDone, int EntriesTotal, long BytesRead, long BytesWritten, long BytesTotal, string Current)
{
    /// <summary>Time since the work began; zero when nobody measured it.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Share that is done, 0 to 1: of the bytes where their number is known, else of the entries.</summary>
    public double Fraction => BytesTotal > 0
        ? Math.Min((double)BytesRead / BytesTotal, 1)
        : (double)EntriesDone / Math.Max(EntriesTotal, 1);

    /// <summary>Content bytes a second so far; 0 before any time has passed.</summary>
    public double BytesPerSecond => Elapsed > TimeSpan.Zero ? BytesRead / Elapsed.TotalSeconds : 0;

    /// <summary>Time that the rest will take at the rate so far; <see langword="null"/> when nothing is done yet or no time was measured.</summary>
    public TimeSpan? Remaining => Elapsed > TimeSpan.Zero && Fraction > 0 ? Elapsed * ((1 - Fraction) / Fraction) : null;
}
