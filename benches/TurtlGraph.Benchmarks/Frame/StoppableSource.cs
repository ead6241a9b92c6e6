using TurtlGraph.IO;

namespace TurtlGraph.Benchmarks;

/// <summary>A byte source that takes no more reads once it is stopped, so that requests stay queued.</summary>
internal sealed class StoppableSource(IByteSource inner) : IByteSource
{
    public bool IsStopped { get; set; }

    public string Name => inner.Name;

    public int QueueDepth => inner.QueueDepth;

    public int AddFile(string path) => inner.AddFile(path);

    public int Submit(ReadOnlySpan<ReadRequest> reads) => IsStopped ? 0 : inner.Submit(reads);

    public int Poll(Span<ReadCompletion> completions) => inner.Poll(completions);

    public bool WaitForCompletion(int milliseconds) => inner.WaitForCompletion(milliseconds);

    public bool Cancel(ulong token) => inner.Cancel(token);

    public void Dispose() => inner.Dispose();
}
