namespace TurtlGraph.Caching;

/// <content>The store's thread: writes what waits, then does a slice of whatever else is due, and sleeps when nothing is.</content>
public sealed partial class DiskStore
{
    private const long BatchBytes = 8 << 20;
    private const long SliceBytes = 1 << 20;
    private const int IdleMilliseconds = 200;

    private readonly List<PendingPut> _batch = [];
    private readonly List<Place> _places = [];
    private readonly AutoResetEvent _wake = new(false);
    private readonly ManualResetEventSlim _recovered = new();
    private string? _readOnlyReason;
    private long _retryAt;
    private long _savedAt;
    private long _lastExpirySecond;
    private int _isAsleep;
    private bool _isChanged;
    private bool _compactsAll;
    private bool _isStopping;
    private bool _isClosed;

    /// <summary>Bytes that segments may take: the limit less what a compaction, a reinsertion and the saved index, old and new, need besides.</summary>
    private long SegmentLimit =>
        _options.LimitBytes - (2L * _options.SegmentBytes) - (2 * SavedIndex.BytesFor(_core.Index.Count, _core.Segments.Count, _core.Filter.Bytes.Length));

    /// <summary>Waits until all that was written before a crash has been found and checked.</summary>
    public bool WaitRecovered(TimeSpan timeout) => _recovered.Wait(timeout);

    /// <summary>Asks that every segment that holds anything superfluous be written anew, whatever its share.</summary>
    public void Compact()
    {
        Volatile.Write(ref _compactsAll, true);
        Wake();
    }

    /// <summary>Does one piece of work on the calling thread; false when nothing is due. For stores without a thread.</summary>
    internal bool Step() => CommitBatch() | Maintain();

    private void Work()
    {
        while (!Volatile.Read(ref _isStopping))
        {
            if (Step())
            {
                continue;
            }

            Interlocked.Exchange(ref _isAsleep, 1);
            if ((_queue.Bytes == _takenBytes || _readOnlyReason is not null) && !Volatile.Read(ref _isStopping))
            {
                _wake.WaitOne(IdleMilliseconds);
            }

            Volatile.Write(ref _isAsleep, 0);
        }

        Close();
    }

    private void Wake()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _isAsleep) != 0 && !Volatile.Read(ref _isStopping))
        {
            _wake.Set();
        }
    }

    /// <summary>One slice of what is due besides writing, the most pressing first.</summary>
    private bool Maintain()
    {
        if (_recovery.IsRunning && (_recovery.IsFinding || _checking.TrySpend(SliceBytes)))
        {
            return _recovery.Step(SliceBytes);
        }

        if (!_recovery.IsRunning && !_recovered.IsSet)
        {
            _recovered.Set();
        }

        return _readOnlyReason is null && !_options.IsReadOnly && (Guard(_retirement.DeleteFiles) || Guard(DropExpired) || Guard(_retirement.MarkLost) || Guard(CompactSlice) || Guard(SaveWhenDue));
    }

    private bool DropExpired()
    {
        long now = _core.Now;
        if (now == _lastExpirySecond)
        {
            return false;
        }

        _lastExpirySecond = now;
        bool dropped = _retirement.DropExpired(IsBusy);
        _isChanged |= dropped;
        return dropped;
    }

    private bool CompactSlice()
    {
        if (_compactor.IsRunning)
        {
            bool goesOn = _compactor.Step(SliceBytes);
            _isChanged = true;
            return goesOn || _compactsAll;
        }

        if (!_core.IsIndexComplete)
        {
            return false;
        }

        bool all = Volatile.Read(ref _compactsAll);
        if (all)
        {
            _writer.Seal();
        }

        if (!_compactor.TryStart(all))
        {
            Volatile.Write(ref _compactsAll, false);
            return false;
        }

        _budget.Spend(_compactor.SourceBytes);
        return true;
    }

    private bool SaveWhenDue()
    {
        if (!_isChanged || _options.Clock.GetElapsedTime(_savedAt) < _options.SaveInterval)
        {
            return false;
        }

        Save(isClean: false);
        return true;
    }

    /// <summary>Saves the index. Whatever it names lies on the device before.</summary>
    private void Save(bool isClean)
    {
        _writer.Commit(flush: true);
        foreach (StoreSegment segment in _core.Segments.All)
        {
            if (segment.FlushedLength < segment.Length)
            {
                segment.File.Flush();
                segment.FlushedLength = segment.Length;
            }
        }

        var header = new SavedHeader
        {
            StoreId = _core.StoreId,
            IsClean = isClean ? 1 : 0,
            UseClock = _core.UseClock,
            LastSequence = _core.LastSequence,
            NextSegment = _core.Segments.NextNumber,
        };
        _savedAt = _options.Clock.GetTimestamp();
        _isChanged = !SavedIndex.TrySave(_core.Files, header, _core.Segments.All, _core.Index, _core.Filter.Bytes);
    }

    private bool IsBusy(StoreSegment segment) => _compactor.IsBusyWith(segment) || _recovery.IsBusyWith(segment);

    private void Close()
    {
        while (CommitBatch())
        {
        }

        if (_readOnlyReason is null && !_options.IsReadOnly)
        {
            _compactor.Abort();
            Guard(() =>
            {
                _writer.Seal();
                Save(isClean: !_recovery.IsRunning);
                return true;
            });
        }

        foreach (PendingPut put in _batch)
        {
            put.Release();
        }

        _batch.Clear();
        lock (_acknowledgements)
        {
            Volatile.Write(ref _isClosed, true);
            Monitor.PulseAll(_acknowledgements);
        }

        foreach (StoreSegment segment in _core.Segments.All)
        {
            segment.File.Dispose();
        }
    }
}
