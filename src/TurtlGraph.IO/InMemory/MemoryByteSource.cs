namespace TurtlGraph.IO;

/// <summary>
/// Serves <see cref="MemoryFiles"/> without a thread: reads are carried out by the call to <see cref="Poll"/>, earliest
/// deadline first, of equal ones the oldest. For tests and for worlds that are already in memory.
/// </summary>
public sealed class MemoryByteSource : IByteSource
{
    private readonly MemoryByteStore _store;
    private readonly ReadTable _reads;
    private readonly WakeGate _work = new();
    private int _polling;
    private volatile bool _disposed;

    /// <summary>Creates the source over <paramref name="files"/>, which it does not own.</summary>
    /// <param name="files">What is served.</param>
    /// <param name="queueDepth">Reads that may be accepted and not yet polled, 1 to 65 536.</param>
    public MemoryByteSource(MemoryFiles files, int queueDepth = 256)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentOutOfRangeException.ThrowIfLessThan(queueDepth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(queueDepth, 65_536);
        _store = new MemoryByteStore(files);
        _reads = new ReadTable(queueDepth);
    }

    /// <inheritdoc/>
    public string Name => "memory";

    /// <inheritdoc/>
    public int QueueDepth => _reads.Depth;

    /// <inheritdoc/>
    public int AddFile(string path)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _store.Add(path);
    }

    /// <inheritdoc/>
    public int Submit(ReadOnlySpan<ReadRequest> reads)
    {
        int accepted = _reads.Accept(reads);
        if (accepted > 0)
        {
            _work.Signal(accepted);
        }

        return accepted;
    }

    /// <inheritdoc/>
    public int Poll(Span<ReadCompletion> completions)
    {
        int count = _reads.Poll(completions);
        Interlocked.Increment(ref _polling);
        while (count < completions.Length && !_disposed && _reads.TryClaim(out int slot))
        {
            ReadStatus status = _store.Read(in _reads[slot], out int bytesRead, out int errorCode);
            _reads.Finish(slot, status, bytesRead, errorCode);
            count += _reads.Poll(completions.Slice(count, 1));
        }

        Interlocked.Decrement(ref _polling);
        return count;
    }

    /// <inheritdoc/>
    public bool WaitForCompletion(int milliseconds)
    {
        _work.Enter();
        try
        {
            if (!HasWork && !_disposed)
            {
                _work.Wait(milliseconds);
            }

            return HasWork;
        }
        finally
        {
            _work.Leave();
        }
    }

    /// <inheritdoc/>
    public bool Cancel(ulong token) => _reads.Cancel(token);

    /// <summary>Ends the waiting reads as cancelled; they can still be polled.</summary>
    public void Dispose()
    {
        _disposed = true;
        SpinWait wait = default;
        while (Volatile.Read(ref _polling) > 0)
        {
            wait.SpinOnce();
        }

        _reads.Close();
        _work.SignalAll();
    }

    private bool HasWork => _reads.HasFinished || _reads.HasWaiting;
}
