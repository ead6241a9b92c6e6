namespace TurtlGraph.IO;

/// <summary>When neighbouring ranges of a file are read as one: what lies between them is read along and dropped.</summary>
/// <param name="MaxGapBytes">Largest gap between two ranges, in bytes; 0 joins only what touches.</param>
/// <param name="MaxBytes">Largest joined range, in bytes.</param>
public readonly record struct JoinLimits(int MaxGapBytes, long MaxBytes)
{
    /// <summary>Whether the range of <paramref name="length"/> bytes at <paramref name="offset"/> may join the range from <paramref name="start"/> to before <paramref name="end"/>.</summary>
    public bool MayJoin(long start, long end, long offset, int length) =>
        offset >= 0 && length >= 0
        && offset - end <= MaxGapBytes
        && start - (offset + length) <= MaxGapBytes
        && Math.Max(end, offset + length) - Math.Min(start, offset) <= MaxBytes;
}
