using System.Buffers;

namespace TurtlGraph.Caching;

/// <content>The write side as callers see it: offers that never wait, and acknowledgements for those who want them.</content>
public sealed partial class DiskStore
{
    /// <summary>What is above this part of the limit is taken by the admission filter's leave only.</summary>
    private const double FullShare = 0.9;

    /// <summary>Uses from which on it does.</summary>
    private const int LeastUses = 2;

    private readonly object _acknowledgements = new();
    private ulong _durable;

    /// <summary>The number up to which every accepted record is kept as <see cref="DiskStoreOptions.Durability"/> says.</summary>
    public ulong DurableSequence => Volatile.Read(ref _durable);

    /// <summary>Whether the disk takes no writes at present, and why; <see langword="null"/> when it does.</summary>
    public string? ReadOnlyReason => Volatile.Read(ref _readOnlyReason);

    /// <summary>
    /// Offers a record; its bytes are copied to the queue, nothing waits for the disk. It can be read soon after. A record of the same key that was put before goes.
    /// </summary>
    /// <param name="item">Its name and how it is kept.</param>
    /// <param name="bytes">Its contents, at most <see cref="MostRecordBytes"/>.</param>
    public StorePut TryPut(in StoreItem item, ReadOnlySpan<byte> bytes)
    {
        if (Refusal(in item, bytes.Length) is { } refusal)
        {
            return new StorePut(refusal, 0);
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(Math.Max(1, bytes.Length));
        bytes.CopyTo(buffer);
        var header = new RecordHeader
        {
            Key = item.Key,
            Version = item.Version,
            Length = bytes.Length,
            Codec = item.Codec,
            ExpiresAt = ExpiryOf(item.TimeToLive),
        };
        ulong sequence = _queue.TryAdd(header, buffer, HeatOf(item.Priority));
        if (sequence == 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            return Count(ref _core.Counters.QueueFull, StorePutStatus.QueueFull);
        }

        Interlocked.Increment(ref _core.Counters.Puts);
        Wake();
        return new StorePut(StorePutStatus.Accepted, sequence);
    }

    /// <summary>Asks that a record be forgotten, by the same way as <see cref="TryPut"/>.</summary>
    public StorePut TryRemove(StoreKey key)
    {
        if (ReadOnlyReason is not null)
        {
            return new StorePut(StorePutStatus.ReadOnly, 0);
        }

        ulong sequence = _queue.TryAdd(RecordHeader.Tombstone(key, 0), null);
        if (sequence == 0)
        {
            return Count(ref _core.Counters.QueueFull, StorePutStatus.QueueFull);
        }

        Interlocked.Increment(ref _core.Counters.Removals);
        Wake();
        return new StorePut(StorePutStatus.Accepted, sequence);
    }

    /// <summary>Waits until a record with this number, and all before it, are kept as the durability says. Blocks; not for the frame thread.</summary>
    public bool WaitDurable(ulong sequence, TimeSpan timeout)
    {
        long deadline = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        lock (_acknowledgements)
        {
            while (_durable < sequence)
            {
                long left = deadline - Environment.TickCount64;
                if (left <= 0 || Volatile.Read(ref _isClosed))
                {
                    return false;
                }

                Monitor.Wait(_acknowledgements, (int)Math.Min(left, int.MaxValue));
            }
        }

        return true;
    }

    /// <summary>Waits until all that has been accepted so far is kept. Blocks; not for the frame thread.</summary>
    public bool Flush(TimeSpan timeout) => WaitDurable(_queue.LastSequence, timeout);

    /// <summary>Why an offer would be refused now, for callers that would have to prepare its bytes first; <see langword="null"/> when it would be taken.</summary>
    internal StorePutStatus? Refusal(in StoreItem item, int length)
    {
        if (length > MostRecordBytes)
        {
            return StorePutStatus.TooLarge;
        }

        if (ReadOnlyReason is not null)
        {
            return StorePutStatus.ReadOnly;
        }

        if (!Admits(in item))
        {
            return Count(ref _core.Counters.NotAdmitted, StorePutStatus.NotAdmitted).Status;
        }

        if (!_queue.HasRoom(RecordHeader.StoredLengthOf(length)))
        {
            return Count(ref _core.Counters.QueueFull, StorePutStatus.QueueFull).Status;
        }

        return _budget.TrySpend(RecordHeader.StoredLengthOf(length)) ? null : Count(ref _core.Counters.OverBudget, StorePutStatus.OverWriteBudget).Status;
    }

    /// <summary>A store with room takes everything. A full one takes what is critical, what it holds already in another version, and what was asked for twice lately.</summary>
    private bool Admits(in StoreItem item) =>
        !_options.FiltersAdmission
        || item.Priority == StorePriority.Critical
        || _core.Segments.Bytes + _queue.Bytes < FullShare * SegmentLimit
        || Math.Max(item.Uses, _core.Filter.Estimate(item.Key)) >= LeastUses
        || !_core.Index.Find(item.Key).IsNone;

    private static int HeatOf(StorePriority priority) => Math.Max(0, (int)StorePriority.Normal - (int)priority);

    private uint ExpiryOf(TimeSpan? life)
    {
        if (life is not { } span)
        {
            return 0;
        }

        double end = Math.Ceiling((_options.Clock.GetUtcNow() - DateTimeOffset.UnixEpoch + span).TotalSeconds);
        return (uint)Math.Clamp(end, 1, uint.MaxValue);
    }

    private static StorePut Count(ref long counter, StorePutStatus status)
    {
        Interlocked.Increment(ref counter);
        return new StorePut(status, 0);
    }
}
