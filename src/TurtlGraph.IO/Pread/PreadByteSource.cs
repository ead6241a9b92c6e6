namespace TurtlGraph.IO;

/// <summary>
/// Reads files with positional reads (<c>pread</c>, <c>ReadFile</c> with an offset) on a fixed set of worker threads: the
/// source that works on every platform and every file system.
/// </summary>
/// <remarks>
/// Order: a free worker takes the waiting read with the earliest deadline, of equal ones the oldest. Submitting, polling and
/// cancelling take no lock and allocate nothing; submitting wakes a worker only when one sleeps. After <see cref="Dispose"/>
/// nothing writes to a destination; reads that were still waiting end as <see cref="ReadStatus.Cancelled"/> and can still be polled.
/// </remarks>
public sealed class PreadByteSource : IByteSource, IWakeable
{
    private readonly IByteStore _files;
    private readonly ReadTable _reads;
    private readonly WakeGate _work = new();
    private readonly WakeGate _completions = new();
    private readonly EarlyReturns _early = new();
    private readonly Thread[] _workers;
    private volatile bool _stopping;
    private int _disposed;

    /// <summary>Starts the workers with the default options.</summary>
    public PreadByteSource() : this(new PreadOptions()) { }

    /// <summary>Starts the workers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public PreadByteSource(PreadOptions options)
        : this(options, new FileByteStore(options?.MaxReadBytes ?? throw new ArgumentNullException(nameof(options)))) { }

    /// <summary>Starts the workers; <paramref name="reason"/> says why it is they that read.</summary>
    internal PreadByteSource(PreadOptions options, string reason) : this(options) => Detail = reason;

    internal PreadByteSource(PreadOptions options, IByteStore files)
    {
        options.Validate();
        _files = files;
        _reads = new ReadTable(options.QueueDepth);
        _workers = new Thread[options.Workers];
        for (int i = 0; i < _workers.Length; i++)
        {
            _workers[i] = new Thread(Work, 256 * 1024) { IsBackground = true, Name = $"TurtlGraph pread {i}" };
            _workers[i].Start();
        }
    }

    /// <inheritdoc/>
    public string Name => "pread";

    /// <inheritdoc/>
    public string Detail { get; } = "";

    /// <inheritdoc/>
    public int QueueDepth => _reads.Depth;

    /// <inheritdoc/>
    public int AddFile(string path)
    {
        ObjectDisposedException.ThrowIf(_stopping, this);
        return _files.Add(path);
    }

    /// <inheritdoc/>
    /// <remarks>After <see cref="Dispose"/> nothing is accepted.</remarks>
    public int Submit(ReadOnlySpan<ReadRequest> reads)
    {
        int accepted = _reads.Accept(reads);
        foreach (ref readonly ReadRequest read in reads[..accepted])
        {
            _files.Advise(in read);
        }

        if (accepted > 0)
        {
            _work.Signal(accepted);
        }

        return accepted;
    }

    /// <inheritdoc/>
    public int Poll(Span<ReadCompletion> completions) => _reads.Poll(completions);

    /// <inheritdoc/>
    public bool WaitForCompletion(int milliseconds)
    {
        _completions.Enter();
        try
        {
            if (!_reads.HasFinished && !_stopping && !_early.TryTake())
            {
                _completions.Wait(milliseconds);
                _ = _early.TryTake();
            }

            return _reads.HasFinished;
        }
        finally
        {
            _completions.Leave();
        }
    }

    /// <inheritdoc/>
    public bool Cancel(ulong token)
    {
        bool found = _reads.Cancel(token);
        if (found)
        {
            _completions.Signal();
        }

        return found;
    }

    /// <summary>
    /// Ends the waiting reads as cancelled, waits for the running ones (as long as the operating system takes) and closes the files.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _stopping = true;
        _reads.Close();
        _work.SignalAll();
        foreach (Thread worker in _workers)
        {
            worker.Join();
        }

        _completions.SignalAll();
        _files.Dispose();
    }

    void IWakeable.Wake(int threads)
    {
        _early.Ask(threads);
        _completions.Signal(threads);
    }

    private void Work()
    {
        WorkerPriority.Lower();
        while (!_stopping)
        {
            if (_reads.TryClaim(out int slot))
            {
                Serve(slot);
                _completions.Signal();
            }
            else
            {
                Sleep();
            }
        }
    }

    private unsafe void Serve(int slot)
    {
        ref readonly ReadRequest request = ref _reads[slot];
        ReadStatus status = _files.Read(in request, out int bytesRead, out int errorCode);
        _reads.Finish(slot, status, bytesRead, errorCode, _files.DataOf(in request));
    }

    private void Sleep()
    {
        _work.Enter();
        if (!_reads.HasWaiting && !_stopping)
        {
            _work.Wait(Timeout.Infinite);
        }

        _work.Leave();
    }
}
