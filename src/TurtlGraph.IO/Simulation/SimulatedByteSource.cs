namespace TurtlGraph.IO;

/// <summary>
/// Serves real bytes at the pace of a modelled device. On a <see cref="VirtualClock"/> every completion comes at a time that
/// follows from the reads alone, so a run repeats bit for bit; on <see cref="TimeProvider.System"/> the same model slows
/// reads down in real time.
/// </summary>
/// <remarks>
/// A completion is offered by the first <see cref="Poll"/> at or after its time, in the order of the times; its bytes are
/// copied by that call. Thread-safety: as <see cref="IByteSource"/>; a lock guards the model for some 100 ns at a time and is
/// never held while bytes are read.
/// </remarks>
public sealed class SimulatedByteSource : IByteSource
{
    private readonly Lock _gate = new();
    private readonly IByteStore _store;
    private readonly TimeProvider _clock;
    private readonly long _start;
    private readonly DeviceSchedule _schedule;
    private readonly ReadRequest[] _requests;
    private readonly bool[] _isOpen;
    private readonly int[] _free;
    private readonly int[] _cancelled;
    private readonly WakeGate _arrivals = new();
    private int _freeCount;
    private int _cancelledCount;
    private int _copying;
    private volatile bool _disposed;

    /// <summary>Creates a source over the files of the operating system.</summary>
    /// <param name="model">The device.</param>
    /// <param name="clock">Whose time the device runs on: a <see cref="VirtualClock"/> or <see cref="TimeProvider.System"/>.</param>
    public SimulatedByteSource(DeviceModel model, TimeProvider clock) : this(model, clock, new FileByteStore()) { }

    /// <summary>Creates a source over <paramref name="files"/>, which it does not own.</summary>
    /// <param name="model">The device.</param>
    /// <param name="clock">Whose time the device runs on.</param>
    /// <param name="files">What is served.</param>
    public SimulatedByteSource(DeviceModel model, TimeProvider clock, MemoryFiles files) : this(model, clock, new MemoryByteStore(files)) { }

    private SimulatedByteSource(DeviceModel model, TimeProvider clock, IByteStore store)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(clock);
        model.Validate();
        Model = model;
        _store = store;
        _clock = clock;
        _start = clock.GetTimestamp();
        _schedule = new DeviceSchedule(model);
        _requests = new ReadRequest[model.QueueDepth];
        _isOpen = new bool[model.QueueDepth];
        _cancelled = new int[model.QueueDepth];
        _free = new int[model.QueueDepth];
        for (int i = 0; i < _free.Length; i++)
        {
            _free[i] = _free.Length - 1 - i;
        }

        _freeCount = _free.Length;
    }

    /// <summary>The device this source imitates.</summary>
    public DeviceModel Model { get; }

    /// <inheritdoc/>
    public string Name => "simulated";

    /// <inheritdoc/>
    public int QueueDepth => Model.QueueDepth;

    private double Now => (_clock.GetTimestamp() - _start) / (double)_clock.TimestampFrequency;

    /// <inheritdoc/>
    public int AddFile(string path)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _store.Add(path);
    }

    /// <inheritdoc/>
    /// <remarks>The reads of one batch arrive at the device together.</remarks>
    public int Submit(ReadOnlySpan<ReadRequest> reads)
    {
        int accepted = 0;
        lock (_gate)
        {
            _schedule.Advance(Now);
            while (accepted < reads.Length && _freeCount > 0 && !_disposed)
            {
                Accept(in reads[accepted++]);
            }

            _schedule.Advance(Now);
        }

        if (accepted > 0)
        {
            _arrivals.Signal(accepted);
        }

        return accepted;
    }

    /// <inheritdoc/>
    public int Poll(Span<ReadCompletion> completions)
    {
        int count = 0;
        while (count < completions.Length && TryTake(out int slot, out bool isCancelled))
        {
            completions[count++] = isCancelled ? Cancelled(slot) : Complete(slot);
            Release(slot, isCancelled);
        }

        return count;
    }

    /// <inheritdoc/>
    /// <remarks>On a clock that is not the system's, the time is looked at every millisecond.</remarks>
    public bool WaitForCompletion(int milliseconds)
    {
        long deadline = milliseconds < 0 ? long.MaxValue : Environment.TickCount64 + milliseconds;
        _arrivals.Enter();
        try
        {
            while (true)
            {
                double wait = SecondsToNext();
                long left = deadline - Environment.TickCount64;
                if (wait <= 0 || left <= 0 || _disposed)
                {
                    return wait <= 0;
                }

                int step = _clock == TimeProvider.System ? (int)Math.Clamp(Math.Ceiling(wait * 1000), 1, 1000) : 1;
                _arrivals.Wait((int)Math.Min(step, left));
            }
        }
        finally
        {
            _arrivals.Leave();
        }
    }

    /// <inheritdoc/>
    public bool Cancel(ulong token)
    {
        bool found = false;
        lock (_gate)
        {
            _schedule.Advance(Now);
            for (int slot = 0; slot < _requests.Length && !found; slot++)
            {
                found = _isOpen[slot] && _requests[slot].Token == token && _schedule.Remove(slot);
                if (found)
                {
                    MarkCancelled(slot);
                }
            }
        }

        if (found)
        {
            _arrivals.Signal();
        }

        return found;
    }

    /// <summary>Waits for bytes that are being copied, ends all other reads as cancelled (they can still be polled) and closes the files.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            for (int slot = 0; slot < _requests.Length; slot++)
            {
                if (_isOpen[slot])
                {
                    MarkCancelled(slot);
                }
            }
        }

        SpinWait wait = default;
        while (Volatile.Read(ref _copying) > 0)
        {
            wait.SpinOnce();
        }

        _arrivals.SignalAll();
        _store.Dispose();
    }

    private void Accept(in ReadRequest request)
    {
        int slot = _free[--_freeCount];
        _requests[slot] = request;
        _isOpen[slot] = true;
        _schedule.Add(slot, request.Deadline, _store.Available(request.File, request.Offset, request.Length));
    }

    private void MarkCancelled(int slot)
    {
        _isOpen[slot] = false;
        _cancelled[_cancelledCount++] = slot;
    }

    private bool TryTake(out int slot, out bool isCancelled)
    {
        lock (_gate)
        {
            isCancelled = _cancelledCount > 0;
            if (isCancelled)
            {
                slot = _cancelled[0];
                _cancelledCount--;
                _cancelled.AsSpan(1, _cancelledCount).CopyTo(_cancelled);
                return true;
            }

            slot = -1;
            if (_disposed)
            {
                return false;
            }

            _schedule.Advance(Now);
            if (!_schedule.TryTakeEnded(out slot))
            {
                return false;
            }

            _isOpen[slot] = false;
            _copying++;
            return true;
        }
    }

    private unsafe ReadCompletion Complete(int slot)
    {
        ReadStatus status = _store.Read(in _requests[slot], out int bytesRead, out int errorCode);
        byte* data = status == ReadStatus.Failed ? null : _requests[slot].Destination;
        return new ReadCompletion { Token = _requests[slot].Token, Data = data, BytesRead = bytesRead, ErrorCode = errorCode, Status = status };
    }

    private ReadCompletion Cancelled(int slot) => new() { Token = _requests[slot].Token, Status = ReadStatus.Cancelled };

    private void Release(int slot, bool wasCancelled)
    {
        lock (_gate)
        {
            _free[_freeCount++] = slot;
            if (!wasCancelled)
            {
                _copying--;
            }
        }
    }

    private double SecondsToNext()
    {
        lock (_gate)
        {
            if (_cancelledCount > 0)
            {
                return 0;
            }

            _schedule.Advance(Now);
            return _disposed ? double.PositiveInfinity : _schedule.NextEnd - Now;
        }
    }
}
