using System.Collections.Concurrent;

namespace TurtlGraph.Bundles;

/// <summary>
/// Worker threads that hash and compress blocks. A fixed number of jobs circulates, which bounds the memory; the caller gets
/// them back in the order it sent them, so the result does not depend on the threads.
/// </summary>
internal sealed unsafe partial class BlockPipeline : IDisposable
{
    private const int JobsPerThread = 16;
    private const long MemoryLimit = 256L << 20;

    private readonly BlockingCollection<BlockJob> _work = [];
    private readonly ConcurrentDictionary<Hash256, bool> _known = [];
    private readonly Queue<BlockJob> _sent = new();
    private readonly Stack<BlockJob> _free = new();
    private readonly List<BlockJob> _all = [];
    private readonly Thread[] _threads;
    private readonly int _blockSize;
    private readonly double _minGain;

    public BlockPipeline(BundleBuilderOptions options)
    {
        _blockSize = options.BlockSize;
        _minGain = options.MinGain;
        int threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads;
        long jobs = Math.Clamp(MemoryLimit / (2L * _blockSize), 2, (long)threads * JobsPerThread);
        for (int i = 0; i < jobs; i++)
        {
            _all.Add(new BlockJob());
            _free.Push(_all[i]);
        }

        // More threads than jobs would only hold a codec's memory each.
        _threads = new Thread[Math.Min(threads, _all.Count)];
        for (int i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = $"bundle packer {i}" };
            _threads[i].Start();
        }
    }

    /// <summary>A job to fill, or <see langword="null"/> when all are on their way and the oldest must be taken back first.</summary>
    public BlockJob? TryRent() => _free.TryPop(out BlockJob? job) ? job : null;

    /// <summary>Sends a block to the workers, or an end marker past them.</summary>
    public void Send(BlockJob job)
    {
        job.Error = null;
        job.CompressedLength = 0;
        job.WithDictionary = false;
        _sent.Enqueue(job);
        if (!job.IsEnd)
        {
            job.Done.Reset();
            _work.Add(job);
        }
    }

    /// <summary>Waits for the oldest job that was sent; it may have failed. Give it back with <see cref="Return"/>.</summary>
    public bool TryReceive(out BlockJob job)
    {
        if (!_sent.TryDequeue(out job!))
        {
            return false;
        }

        job.Done.Wait();
        return true;
    }

    public void Return(BlockJob job)
    {
        job.Input = default;
        _free.Push(job);
    }

    /// <summary>Says that contents are stored, so that a worker need not compress equal ones.</summary>
    public void MarkStored(Hash256 hash) => _known.TryAdd(hash, true);

    public void Dispose()
    {
        _work.CompleteAdding();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        _all.ForEach(job => job.Dispose());
        _work.Dispose();
    }
}
