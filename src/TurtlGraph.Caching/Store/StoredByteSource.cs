using TurtlGraph.IO;
using TurtlGraph.Memory;

namespace TurtlGraph.Caching;

/// <summary>
/// Stands in front of a slow source and serves what a <see cref="DiskStore"/> has of its files; the rest is fetched by whole blocks, delivered, and
/// offered to the store. So a range is fetched once, also over restarts.
/// </summary>
/// <remarks>
/// Files are told apart by <see cref="StoredByteSourceOptions.Describe"/>, and blocks of another version of a file are not used. Submitting only notes the reads:
/// looking into the store, copying and offering are done by threads of its own (or by <see cref="Poll"/>, with none). A lock guards the table of reads for some
/// 100 ns at a time and is never held while bytes are read. It owns the source behind and disposes it; the store belongs to the caller and outlives it.
/// </remarks>
public sealed unsafe partial class StoredByteSource : IByteSource
{
    /// <summary>Threads that are woken at the end, more than there can be.</summary>
    private const int MostSleepers = 1 << 16;

    private readonly Lock _gate = new();
    private readonly IByteSource _inner;
    private readonly DiskStore _store;
    private readonly StoredByteSourceOptions _options;
    private readonly StoredRead[] _reads;
    private readonly Stack<int> _free;
    private readonly Queue<int> _finished;
    private readonly Queue<int> _offered;
    private readonly TierCostMeter _cost;
    private readonly NativeHeap _staging = new(new NativeHeapOptions { Name = "stored reads" });
    private readonly SemaphoreSlim _work = new(0);
    private readonly SemaphoreSlim _fetches = new(0);
    private readonly SemaphoreSlim _arrivals = new(0);
    private readonly Thread[] _threads;
    private StoredFile[] _files = [];
    private long _order;
    private int _waiting;
    private int _fetching;
    private volatile bool _isStopping;
    private bool _isDisposed;

    /// <summary>Wraps <paramref name="inner"/> and owns it from now on; <paramref name="store"/> stays the caller's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public StoredByteSource(IByteSource inner, DiskStore store, StoredByteSourceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(store);
        _options = options ?? new StoredByteSourceOptions();
        _options.Validate();
        if (_options.BlockBytes > store.MostRecordBytes)
        {
            throw new ArgumentOutOfRangeException(nameof(options), _options.BlockBytes, $"The store takes records of at most {store.MostRecordBytes} bytes: make blocks shorter or its segments longer.");
        }

        _inner = inner;
        _store = store;
        _reads = new StoredRead[_options.QueueDepth];
        _free = new Stack<int>(_reads.Length);
        _finished = new Queue<int>(_reads.Length);
        _offered = new Queue<int>(_reads.Length);
        for (int i = _reads.Length - 1; i >= 0; i--)
        {
            _free.Push(i);
        }

        _cost = new TierCostMeter(_options.AssumedCost);
        _threads = new Thread[_options.Workers == 0 ? 0 : _options.Workers + 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(i == 0 ? Fetch : Look) { IsBackground = true, Name = i == 0 ? "TurtlGraph store fetch" : $"TurtlGraph store look {i}" };
            _threads[i].Start();
        }
    }

    /// <inheritdoc/>
    public string Name => "stored-" + _inner.Name;

    /// <inheritdoc/>
    public string Detail => _inner.Detail;

    /// <inheritdoc/>
    public int QueueDepth => _reads.Length;

    /// <summary>What fetching from the source behind costs, as measured.</summary>
    public TierCost FetchCost => _cost.Cost;

    /// <inheritdoc/>
    public int AddFile(string path)
    {
        ObjectDisposedException.ThrowIf(_isStopping, this);
        lock (_gate)
        {
            int file = _inner.AddFile(path);
            var files = new StoredFile[Math.Max(file + 1, _files.Length)];
            _files.CopyTo(files, 0);
            files[file] = _options.Describe(path);
            Volatile.Write(ref _files, files);
            return file;
        }
    }

    /// <inheritdoc/>
    public int Submit(ReadOnlySpan<ReadRequest> reads)
    {
        int accepted = 0;
        lock (_gate)
        {
            while (accepted < reads.Length && !_isStopping && _free.TryPop(out int slot))
            {
                _reads[slot] = new StoredRead { Request = reads[accepted++], Order = _order++, State = StoredReadState.Waiting };
                _waiting++;
            }
        }

        if (accepted > 0)
        {
            Wake(_work, accepted);
        }

        return accepted;
    }

    /// <inheritdoc/>
    public int Poll(Span<ReadCompletion> completions)
    {
        if (_threads.Length == 0)
        {
            Pump();
        }

        int count = 0;
        lock (_gate)
        {
            while (count < completions.Length && _finished.TryDequeue(out int slot))
            {
                completions[count++] = _reads[slot].Result;
                _reads[slot].State = StoredReadState.Free;
                _free.Push(slot);
            }
        }

        return count;
    }

    /// <inheritdoc/>
    public bool WaitForCompletion(int milliseconds)
    {
        long deadline = milliseconds < 0 ? long.MaxValue : Environment.TickCount64 + milliseconds;
        while (!HasFinished)
        {
            long left = deadline - Environment.TickCount64;
            if (_isStopping || left <= 0)
            {
                return HasFinished;
            }

            if (_threads.Length == 0)
            {
                WaitAndPump((int)Math.Min(left, IdleMilliseconds));
            }
            else
            {
                _arrivals.Wait((int)Math.Min(left, int.MaxValue));
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public bool Cancel(ulong token)
    {
        lock (_gate)
        {
            for (int slot = 0; slot < _reads.Length; slot++)
            {
                ref StoredRead read = ref _reads[slot];
                if (read.State == StoredReadState.Free || read.State == StoredReadState.Finished || read.Request.Token != token)
                {
                    continue;
                }

                if (read.State is StoredReadState.Waiting)
                {
                    _waiting--;
                    Finish(slot, ReadStatus.Cancelled, 0, 0);
                    return true;
                }

                // A read in the middle of the store's bytes ends by itself; one that is fetched may be called back there.
                return read.State == StoredReadState.Fetching && _inner.Cancel((ulong)slot);
            }
        }

        return false;
    }

    /// <summary>Ends all reads, those that had not finished as cancelled, and disposes the source behind. Completions can still be polled.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            _isStopping = true;
            for (int slot = 0; slot < _reads.Length; slot++)
            {
                if (_reads[slot].State == StoredReadState.Waiting)
                {
                    _waiting--;
                    Finish(slot, ReadStatus.Cancelled, 0, 0);
                }
            }
        }

        _work.Release(MostSleepers);
        _fetches.Release();
        _inner.Dispose();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        lock (_pumping)
        {
            TakeArrivals();
        }

        EndOffered();
        _arrivals.Release(MostSleepers);
        _staging.Dispose();
    }

    private bool HasFinished
    {
        get
        {
            lock (_gate)
            {
                return _finished.Count > 0;
            }
        }
    }

    // A token more than there are reads wakes nobody who has anything to do.
    private void Wake(SemaphoreSlim sleepers, int count)
    {
        if (sleepers.CurrentCount <= _reads.Length)
        {
            sleepers.Release(count);
        }
    }

    /// <summary>Ends a read; with the gate held.</summary>
    private void Finish(int slot, ReadStatus status, int bytes, int error)
    {
        ref StoredRead read = ref _reads[slot];
        if (read.Staging is not null)
        {
            _staging.Free(read.Staging);
            read.Staging = null;
        }

        read.Result = new ReadCompletion
        {
            Token = read.Request.Token,
            Data = status is ReadStatus.Ok or ReadStatus.Short ? read.Request.Destination : null,
            BytesRead = bytes,
            ErrorCode = error,
            Status = status,
        };
        read.State = StoredReadState.Finished;
        _finished.Enqueue(slot);
        Wake(_arrivals, 1);
    }
}
