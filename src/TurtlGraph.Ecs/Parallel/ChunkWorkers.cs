using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace TurtlGraph.Ecs;

/// <summary>
/// A fixed set of threads that share the chunks of a query: worker <c>w</c> of <c>n</c> takes the <c>w</c>-th n-th of them, so
/// the same world is always divided the same way. The calling thread is worker 0.
/// </summary>
/// <remarks>
/// One thread at a time may call <see cref="Run"/>, and nobody may change the world's structure meanwhile. A run allocates
/// nothing once warm. The threads end with <see cref="Dispose"/>.
/// </remarks>
public sealed unsafe class ChunkWorkers : IDisposable
{
    private readonly Thread[] _threads;
    private readonly SemaphoreSlim[] _starts;
    private readonly CountdownEvent _finished;
    private Query? _query;
    private void* _job;
    private delegate*<ChunkWorkers, int, void> _run;
    private Exception? _failure;
    private volatile bool _ending;
    private bool _disposed;

    /// <summary>Starts the threads.</summary>
    /// <param name="count">Number of workers with the calling thread, at least 1; the processors' number by default.</param>
    public ChunkWorkers(int count = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Count = count == 0 ? Environment.ProcessorCount : count;
        _threads = new Thread[Count - 1];
        _starts = new SemaphoreSlim[Count - 1];
        _finished = new CountdownEvent(Math.Max(1, Count - 1));
        for (var i = 0; i < _threads.Length; i++)
        {
            var worker = i + 1;
            _starts[i] = new SemaphoreSlim(0);
            _threads[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = $"Chunk worker {worker}" };
            _threads[i].Start();
        }
    }

    /// <summary>Number of workers, the calling thread included.</summary>
    public int Count { get; }

    /// <summary>
    /// Runs a job on every chunk of a query and returns when all are done. All workers use the same job; what they change in it is
    /// in <paramref name="job"/> afterwards.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The workers were disposed.</exception>
    /// <exception cref="Exception">The first exception a worker met, after all have ended.</exception>
    public void Run<TJob>(Query query, ref TJob job)
        where TJob : struct, IChunkJob
    {
        ArgumentNullException.ThrowIfNull(query);
        ObjectDisposedException.ThrowIf(_disposed, this);

        // The copy lies on this thread's stack, which does not move while the workers hold its address.
        var shared = job;
        _query = query;
        _failure = null;
        _run = &RunShare<TJob>;
        _job = Unsafe.AsPointer(ref shared);
        if (_threads.Length > 0)
        {
            _finished.Reset();
            foreach (var start in _starts)
            {
                start.Release();
            }
        }

        RunGuarded(0);
        if (_threads.Length > 0)
        {
            _finished.Wait();
        }

        _query = null;
        job = shared;
        if (_failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Ends the threads and waits for them.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _ending = true;
        for (var i = 0; i < _threads.Length; i++)
        {
            _starts[i].Release();
            _threads[i].Join();
            _starts[i].Dispose();
        }

        _finished.Dispose();
    }

    private void Work(int worker)
    {
        while (true)
        {
            _starts[worker - 1].Wait();
            if (_ending)
            {
                return;
            }

            RunGuarded(worker);
            _finished.Signal();
        }
    }

    private void RunGuarded(int worker)
    {
        try
        {
            _run(this, worker);
        }
        catch (Exception failure)
        {
            Interlocked.CompareExchange(ref _failure, failure, null);
        }
    }

    private static void RunShare<TJob>(ChunkWorkers workers, int worker)
        where TJob : struct, IChunkJob
    {
        ref var job = ref Unsafe.AsRef<TJob>(workers._job);
        var query = workers._query!;
        long total = query.ChunkCount();
        var skip = (int)(total * worker / workers.Count);
        var take = (int)(total * (worker + 1) / workers.Count) - skip;
        foreach (var archetype in query.Archetypes)
        {
            var chunks = archetype.ChunkCount;
            for (var i = skip; i < chunks && take > 0; i++, take--)
            {
                var chunk = archetype.ChunkAt(i);
                job.Run(chunk, worker);
            }

            skip = Math.Max(0, skip - chunks);
        }
    }
}
