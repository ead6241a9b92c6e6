namespace TurtlGraph.Caching;

/// <content>Group commit: all that waits is written together, flushed once if asked for, then named by the index and acknowledged.</content>
public sealed partial class DiskStore
{
    private long _takenBytes;

    private bool IsRetryDue => _options.Clock.GetTimestamp() >= _retryAt;

    /// <summary>Writes a batch; false when none waits or the disk refuses. A refused batch is kept and tried again, so what is acknowledged is always whole.</summary>
    private bool CommitBatch()
    {
        if (_readOnlyReason is not null && !IsRetryDue)
        {
            return false;
        }

        if (_batch.Count == 0)
        {
            _queue.Take(_batch, Math.Min(BatchBytes, _options.SegmentBytes));
        }

        if (_batch.Count == 0)
        {
            return _readOnlyReason is not null && Guard(Probe) && Recover();
        }

        _takenBytes = _batch.Sum(put => put.Header.StoredLength);
        if (!Guard(WriteBatch))
        {
            return false;
        }

        Recover();
        Publish();
        Acknowledge();
        return true;
    }

    private bool WriteBatch()
    {
        MakeRoom(_takenBytes);
        _places.Clear();
        long now = _core.Now;
        foreach (ref PendingPut put in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_batch))
        {
            // Nothing needs to be said of a key that no file knows.
            bool isNeedless = put.Header.IsTombstone && _core.IsIndexComplete && _core.Index.Find(put.Header.Key).IsNone && !IsInBatch(put.Header.Key);
            if (isNeedless)
            {
                _places.Add(Place.None);
                continue;
            }

            put.Header.PayloadChecksum = Crc32C.Compute(put.Bytes);
            _places.Add(_writer.Append(ref put.Header, put.Bytes, ExpiryGroup.Of(put.Header.ExpiresAt, now)));
        }

        _writer.Commit(_options.Durability == StoreDurability.Flushed);
        _core.Counters.Flushes += _options.Durability == StoreDurability.Flushed ? 1 : 0;
        return true;
    }

    private bool IsInBatch(StoreKey key)
    {
        foreach (PendingPut put in _batch)
        {
            if (put.Header.Key == key && !put.Header.IsTombstone)
            {
                return true;
            }
        }

        return false;
    }

    private void Publish()
    {
        for (int i = 0; i < _batch.Count; i++)
        {
            RecordHeader header = _batch[i].Header;
            Place place = _places[i];
            if (!place.IsNone)
            {
                Place before = _core.Index.Find(header.Key);
                bool hasOlder = !before.IsNone || header.IsTombstone || !_core.IsIndexComplete;
                _core.Index.Set(header.Key, place.WithHeat(Math.Max(before.Heat, _batch[i].Heat)).WithOlder(hasOlder));
                _core.Segments.At(place.Segment)!.AddLive(place.Length);
                if (!before.IsNone)
                {
                    _core.Segments.At(before.Segment)?.AddLive(-before.Length);
                }

                _core.Counters.WrittenBytes += place.Length;
            }

            _core.LastSequence = Math.Max(_core.LastSequence, header.Sequence);
            _batch[i].Release();
        }

        _isChanged = true;
    }

    private void Acknowledge()
    {
        _queue.Freed(_takenBytes);
        _takenBytes = 0;
        _batch.Clear();
        lock (_acknowledgements)
        {
            Volatile.Write(ref _durable, _core.LastSequence);
            Monitor.PulseAll(_acknowledgements);
        }
    }

    /// <summary>Evicts until a batch fits within the limit.</summary>
    private void MakeRoom(long bytes)
    {
        while (!_options.NeverEvicts && _core.Segments.Bytes + bytes > SegmentLimit)
        {
            if (_retirement.EvictOne(_compactor.IsBusyWith))
            {
                continue;
            }

            if (_compactor.IsRunning)
            {
                _compactor.Abort();
            }
            else if (!_writer.HasActive)
            {
                return;
            }
            else
            {
                _writer.Seal();
            }
        }
    }

    /// <summary>Tries whether the disk takes writes again when nothing waits to be written.</summary>
    private bool Probe()
    {
        const string name = "probe.tmp";
        using (IStoreFile file = _core.Files.Create(name))
        {
            file.Write(new byte[4096], 0);
            file.Flush();
        }

        _core.Files.Delete(name);
        return true;
    }

    /// <summary>The disk takes writes again.</summary>
    private bool Recover()
    {
        Volatile.Write(ref _readOnlyReason, null);
        return true;
    }

    /// <summary>Does something with the disk. When the disk refuses, the store serves reads only until a later try succeeds.</summary>
    private bool Guard(Func<bool> action)
    {
        try
        {
            return action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _core.Counters.WriteErrors++;
            _writer.Abandon();
            _compactor.Abort();
            _retryAt = _options.Clock.GetTimestamp() + (long)(_options.RetryInterval.TotalSeconds * _options.Clock.TimestampFrequency);
            Volatile.Write(ref _readOnlyReason, error.Message);
            return false;
        }
    }
}
