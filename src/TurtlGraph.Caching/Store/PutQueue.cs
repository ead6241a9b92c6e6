namespace TurtlGraph.Caching;

/// <summary>Records on their way to the store's thread, bounded in bytes. The lock is held for the time of an append to a list.</summary>
internal sealed class PutQueue(long mostBytes)
{
    private readonly Lock _gate = new();
    private readonly Queue<PendingPut> _puts = new();
    private ulong _lastSequence;
    private long _bytes;
    private bool _isClosed;

    /// <summary>The number of the last record that was taken.</summary>
    public ulong LastSequence
    {
        get
        {
            lock (_gate)
            {
                return _lastSequence;
            }
        }
    }

    /// <summary>Bytes that wait.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Numbers go on behind this one.</summary>
    public void StartAfter(ulong sequence)
    {
        lock (_gate)
        {
            _lastSequence = Math.Max(_lastSequence, sequence);
        }
    }

    /// <summary>Whether another record of this length would be taken now.</summary>
    public bool HasRoom(long bytes) => Interlocked.Read(ref _bytes) is var waiting && (waiting == 0 || waiting + bytes <= mostBytes);

    /// <summary>Takes a record and numbers it; it owns the buffer from then on. 0 when there is no room.</summary>
    public ulong TryAdd(RecordHeader header, byte[]? buffer, int heat = 0)
    {
        lock (_gate)
        {
            if (_isClosed || !HasRoom(header.StoredLength))
            {
                return 0;
            }

            header.Sequence = ++_lastSequence;
            _puts.Enqueue(new PendingPut { Header = header, Buffer = buffer, Heat = heat });
            _bytes += header.StoredLength;
            return header.Sequence;
        }
    }

    /// <summary>Moves records to a batch until it has so many bytes.</summary>
    public void Take(List<PendingPut> batch, long bytes)
    {
        lock (_gate)
        {
            while (bytes > 0 && _puts.TryDequeue(out PendingPut put))
            {
                batch.Add(put);
                bytes -= put.Header.StoredLength;
            }
        }
    }

    /// <summary>Gives back the room of records that were taken and written.</summary>
    public void Freed(long bytes)
    {
        lock (_gate)
        {
            _bytes -= bytes;
        }
    }

    /// <summary>Takes nothing more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }
    }
}
