namespace TurtlGraph.IO;

/// <summary>
/// Reads byte ranges of files into memory the caller owns: requests go in by batch, completions come out by batch, and no
/// call but <see cref="WaitForCompletion"/> ever blocks. Every read that <see cref="Submit"/> accepted yields exactly one
/// completion, also when it fails or is cancelled, so a caller's bookkeeping can never leak.
/// </summary>
/// <remarks>
/// Thread-safety: all members, for any number of threads; reads that are submitted by different threads have no order among
/// themselves. Disposing waits until no read can write to a destination any more; reads that had not finished end as
/// <see cref="ReadStatus.Cancelled"/>, all completions can still be polled, nothing more is accepted.
/// </remarks>
public unsafe interface IByteSource : IDisposable
{
    /// <summary>Short stable name for metrics, for example <c>pread</c> or <c>simulated</c>.</summary>
    string Name { get; }

    /// <summary>How it works here and why it was chosen, in words for people; empty when there is nothing to tell.</summary>
    string Detail => "";

    /// <summary>
    /// Reads whose offset, length and destination are multiples of this are served without a copy; a power of two, 1 when it
    /// does not matter. Other reads are served as well.
    /// </summary>
    int Alignment => 1;

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
    /// Asks that the read with this token be given up. Its completion still arrives. Returns <see langword="true"/> when the
    /// read had not started: then it ends as <see cref="ReadStatus.Cancelled"/> and nothing is written to its destination.
    /// Otherwise a read in flight ends as cancelled where the system can call it back, else with its normal outcome; the
    /// destination is the source's until then.
    /// </summary>
    bool Cancel(ulong token);

    /// <summary>
    /// Tells the source of memory in which destinations will lie, so that it can prepare it for the device (pin it). Worth
    /// the time for memory that is used again and again. The memory must stay committed, at its address and unchanged in its
    /// pages until the source is disposed. Before the first read, by the submitting thread; may take milliseconds a MiB.
    /// </summary>
    MemoryRegistration RegisterMemory(byte* start, long bytes) => MemoryRegistration.Ignored;

    /// <summary>
    /// Tells the source that bytes it delivered failed a check above: a source that keeps copies forgets those of this range, so that the next
    /// read does not bring the same ones. Never blocks.
    /// </summary>
    void Distrust(int file, long offset, int length) { }
}
