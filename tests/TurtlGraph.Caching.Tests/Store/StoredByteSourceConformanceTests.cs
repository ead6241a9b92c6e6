using TurtlGraph.IO;
using TurtlGraph.IO.Tests;

namespace TurtlGraph.Caching.Tests;

/// <summary>What every byte source must do, with an empty store before a source of files.</summary>
public class StoredByteSourceConformanceTests : ByteSourceConformance
{
    private readonly List<IDisposable> _owned = [];

    protected virtual int Workers => 2;

    protected override IByteSource Create(int queueDepth)
    {
        var files = new TemporaryStore();
        DiskStore store = DiskStore.Open(files.Options with { IsManual = false, Clock = TimeProvider.System, SegmentBytes = 256 << 10, LimitBytes = 32 << 20 });
        var source = new StoredByteSource(new PreadByteSource(new PreadOptions { QueueDepth = queueDepth }), store, new StoredByteSourceOptions { QueueDepth = queueDepth, BlockBytes = 4096, Workers = Workers });
        return new Owning(source, store, files);
    }

    /// <summary>The source with the store that belongs to this test.</summary>
    private sealed unsafe class Owning(StoredByteSource source, DiskStore store, TemporaryStore files) : IByteSource
    {
        private bool _isDisposed;

        public string Name => source.Name;

        public int QueueDepth => source.QueueDepth;

        public int AddFile(string path) => source.AddFile(path);

        public int Submit(ReadOnlySpan<ReadRequest> reads) => source.Submit(reads);

        public int Poll(Span<ReadCompletion> completions) => source.Poll(completions);

        public bool WaitForCompletion(int milliseconds) => source.WaitForCompletion(milliseconds);

        public bool Cancel(ulong token) => source.Cancel(token);

        public void Dispose()
        {
            source.Dispose();
            if (!_isDisposed)
            {
                _isDisposed = true;
                store.Dispose();
                files.Dispose();
            }
        }
    }
}
