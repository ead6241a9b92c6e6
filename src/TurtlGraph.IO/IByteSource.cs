namespace TurtlGraph.IO;

/// <summary>
/// Reads byte ranges of files into memory the caller owns: requests go in by batch, completions come out by batch, and no
/// call but <see cref="WaitForCompletion"/> ever blocks. Every read that <see cref="Submit"/> accepted yields exactly one
/// completion, also when it fails or is cancelled, so a caller's bookkeeping can never leak.
/// </summary>
/// <remarks>
/// Thread-safety: <see cref="Submit"/> and <see cref="Cancel"/> are called by one thread (the frame thread);
/// <see cref="Poll"/> and <see cref="WaitForCompletion"/> by any number of threads. Disposing waits until no read can write
/// to a destination any more; reads that had not finished end as <see cref="ReadStatus.Cancelled"/>, all completions can still be
/// polled, nothing more is accepted.
/// </remarks>
public interface IByteSource : IDisposable
{
    /// <summary>Short stable name for metrics, for example <c>pread</c> or <c>simulated</c>.</summary>
    string Name { get; }

    /// <summary>The largest number of accepted reads that have not yet been polled, at least 1.</summary>
    int QueueDepth { get; }

    /// <summary>Opens <paramref name="path"/> for reading and returns the number by which reads name it (0, 1, 2, ...).</summary>
    /// <exception cref="ByteSourceException">The file cannot be opened; the message says which and why.</exception>
    int AddFile(string path);

    /// <summary>
    /// Hands over a batch of reads. Returns how many of its first elements were accepted; the rest met back-pressure
    /// (the queue is full) and stay with the caller, who offers them again later. The destination memory belongs to the
    /// source until the read's completion has been polled.
    /// </summary>
    int Submit(ReadOnlySpan<ReadRequest> reads);

    /// <summary>Takes up to <c>completions.Length</c> finished reads and returns how many were written. Never blocks.</summary>
    int Poll(Span<ReadCompletion> completions);

    /// <summary>
    /// Blocks the calling worker thread until a completion is likely to be there, <paramref name="milliseconds"/> have passed
    /// or the source is disposed. Returns <see langword="false"/> when nothing arrived. Never called on the frame thread.
    /// </summary>
    bool WaitForCompletion(int milliseconds);

    /// <summary>
    /// Asks that the read with this token be given up. Its completion still arrives: <see cref="ReadStatus.Cancelled"/>
    /// when it had not started, else its normal outcome. Returns whether a read with that token was found waiting.
    /// </summary>
    bool Cancel(ulong token);
}
