namespace TurtlGraph.Bundles;

/// <summary>How far packing, verifying or extracting has come.</summary>
/// <param name="EntriesDone">Entries that are finished.</param>
/// <param name="EntriesTotal">Entries in all.</param>
/// <param name="BytesRead">Content bytes taken so far.</param>
/// <param name="BytesWritten">Bytes written so far.</param>
/// <param name="BytesTotal">Content bytes in all, 0 when that is not known beforehand.</param>
/// <param name="Current">Name of the entry just finished.</param>
public readonly record struct PackProgress(
    int EntriesDone, int EntriesTotal, long BytesRead, long BytesWritten, long BytesTotal, string Current);
