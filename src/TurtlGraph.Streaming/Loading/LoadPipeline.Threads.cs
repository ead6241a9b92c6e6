using TurtlGraph.IO;

namespace TurtlGraph.Streaming;

/// <content>
/// The threads there are besides: one that waits for the source of retries, where there is one, and one that stands by for a worker that
/// hangs in a codec.
/// </content>
internal sealed partial class LoadPipeline
{
    /// <summary>Workers that hung and were replaced, at most.</summary>
    private const int MaxReplaced = 4;

    private readonly IByteSource? _elsewhere;
    private readonly SemaphoreSlim _hung = new(0);
    private int _replaced;

    /// <summary>
    /// Has the thread that stands by take the place of a worker that may never come back. Frame thread; starts no thread itself, since that would
    /// wait for it.
    /// </summary>
    public void ReplaceWorker()
    {
        if (!IsInline && _replaced < MaxReplaced)
        {
            _replaced++;
            _hung.Release();
        }
    }

    private IByteSource SourceOf(int slot) => _operations[slot].IsElsewhere ? _elsewhere! : _source;

    private void StartThreads()
    {
        for (int i = 0; i < _workers; i++)
        {
            Start(WorkerLoop, $"turtl decode {i}");
        }

        if (_workers > 0)
        {
            Start(StandBy, "turtl decode, standing by");
            if (_elsewhere is not null)
            {
                Start(RetryLoop, "turtl retries");
            }
        }
    }

    private void Start(ThreadStart body, string name)
    {
        var thread = new Thread(body) { IsBackground = true, Name = name };
        lock (_threads)
        {
            if (!_stopping)
            {
                _threads.Add(thread);
                thread.Start();
            }
        }
    }

    /// <summary>Waits until a worker hangs, has another thread stand by, and works.</summary>
    private void StandBy()
    {
        _hung.Wait();
        if (!_stopping)
        {
            Start(StandBy, "turtl decode, standing by");
            WorkerLoop();
        }
    }

    /// <summary>Takes what the source of retries has read, and decodes it.</summary>
    private void RetryLoop()
    {
        WorkerPriority.Lower();
        Span<ReadCompletion> taken = stackalloc ReadCompletion[MaxTaken];
        while (!_stopping)
        {
            int count = _elsewhere!.Poll(taken);
            for (int i = 0; i < count; i++)
            {
                Begin(taken[i]);
            }

            for (int i = 0; i < count; i++)
            {
                Work(taken[i].Token);
            }

            if (count == 0 && !_stopping)
            {
                _elsewhere.WaitForCompletion(WorkerWaitMilliseconds);
            }
        }
    }

    private void JoinThreads()
    {
        Thread[] threads;
        lock (_threads)
        {
            threads = [.. _threads];
        }

        _wake.Release(threads.Length + 1);
        _hung.Release(MaxReplaced + 1);
        foreach (Thread thread in threads)
        {
            thread.Join();
        }
    }
}
