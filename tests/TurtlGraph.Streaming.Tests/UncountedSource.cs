using TurtlGraph.IO;

namespace TurtlGraph.Streaming.Tests;

/// <summary>
/// Counts what the source behind it allocates on the frame thread, which on a virtual clock does the workers' part: a source of tests may allocate, the
/// runtime may not.
/// </summary>
internal sealed class UncountedSource(IByteSource inner) : IByteSource
{
    public long AllocatedBytes { get; private set; }

    public string Name => inner.Name;

    public int QueueDepth => inner.QueueDepth;

    public int AddFile(string path) => inner.AddFile(path);

    public int Submit(ReadOnlySpan<ReadRequest> reads)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        int accepted = inner.Submit(reads);
        AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - before;
        return accepted;
    }

    public int Poll(Span<ReadCompletion> completions)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        int count = inner.Poll(completions);
        AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - before;
        return count;
    }

    public bool WaitForCompletion(int milliseconds) => inner.WaitForCompletion(milliseconds);

    public bool Cancel(ulong token)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool isCancelled = inner.Cancel(token);
        AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - before;
        return isCancelled;
    }

    public void Dispose() => inner.Dispose();
}
