using TurtlGraph.IO;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <content>
/// The worker threads. One of them leads: it waits for completions and offers their work; the others wait for offers, and for
/// the lead to become free. A leader that gets little to do does it itself and wakes nobody.
/// </content>
internal sealed unsafe partial class LoadPipeline
{
    private const int WorkerWaitMilliseconds = 100;

    /// <summary>Completions a leader takes at once; what it gets together, others may help with.</summary>
    private const int MaxTaken = 8;

    // Decoding so much takes long enough for another worker to take the lead meanwhile.
    private const long LongWorkBytes = 128 << 10;

    private readonly SemaphoreSlim _wake = new(0);

    /// <summary>Operations with work that others may take, by token; those that are over by then are passed over.</summary>
    private readonly BoundedRing<ulong> _offers;
    private int _leads;
    private int _sleepers;

    private void WorkerLoop()
    {
        WorkerPriority.Lower();
        while (!_stopping)
        {
            if (_offers.TryDequeue(out ulong token))
            {
                Work(token);
            }
            else if (Interlocked.CompareExchange(ref _leads, 1, 0) == 0)
            {
                Lead();
            }
            else
            {
                Sleep();
            }
        }
    }

    private void Lead()
    {
        Span<ReadCompletion> taken = stackalloc ReadCompletion[MaxTaken];

        // What a former leader offered before it gave up the lead comes first: who waits here cannot help.
        int count = _offers.Count > 0 ? 0 : Receive(taken[..Math.Min(MaxTaken, _workers)]);
        int offered = 0;
        long bytes = 0;
        for (int i = 0; i < count; i++)
        {
            int units = Begin(taken[i]);
            bytes += taken[i].BytesRead;

            // The first unit of all is the leader's own.
            int helpers = Math.Min(units - (offered == 0 && i == 0 ? 1 : 0), _workers - 1);
            for (int helper = 0; helper < helpers && _offers.TryEnqueue(taken[i].Token); helper++)
            {
                offered++;
            }
        }

        Interlocked.Exchange(ref _leads, 0);
        Wake(offered + (bytes > LongWorkBytes ? 1 : 0));
        for (int i = 0; i < count; i++)
        {
            Work(taken[i].Token);
        }
    }

    private int Receive(Span<ReadCompletion> completions)
    {
        int count = _source.Poll(completions);
        if (count == 0 && !_stopping)
        {
            _source.WaitForCompletion(WorkerWaitMilliseconds);
            count = _stopping ? 0 : _source.Poll(completions);
        }

        return count;
    }

    private void Wake(int count)
    {
        count = Math.Min(count, Volatile.Read(ref _sleepers));
        if (count > 0)
        {
            _wake.Release(count);
        }
    }

    private void Sleep()
    {
        // Counted as asleep first, then the last look: either it sees the free lead or the offer, or its waker sees it.
        Interlocked.Increment(ref _sleepers);
        if (Volatile.Read(ref _leads) != 0 && _offers.Count == 0 && !_stopping)
        {
            _wake.Wait(WorkerWaitMilliseconds);
        }

        Interlocked.Decrement(ref _sleepers);
    }
}
