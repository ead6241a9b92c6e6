using System.Collections.Concurrent;

namespace TurtlGraph.Caching;

/// <content>Bytes that were found wrong above: no read gets them any more, although the store forgets them a little later only.</content>
public sealed unsafe partial class StoredByteSource
{
    // By key, the number of the last offer for it: from when that is done on, what the store has is right, or nothing.
    private readonly ConcurrentDictionary<StoreKey, ulong> _distrusted = new();

    /// <inheritdoc/>
    public void Distrust(int file, long offset, int length)
    {
        StoredFile[] files = Volatile.Read(ref _files);
        if ((uint)file >= (uint)files.Length || offset < 0)
        {
            return;
        }

        Distrust(RangeKey(files[file], offset));
        for (long block = offset / _options.BlockBytes; block * _options.BlockBytes < offset + length; block++)
        {
            Distrust(BlockKey(files[file], block));
        }
    }

    private void Distrust(StoreKey key)
    {
        StorePut removal = _store.TryRemove(key);
        _distrusted[key] = removal.Status == StorePutStatus.Accepted ? removal.Sequence : ulong.MaxValue;
    }

    private bool IsTrusted(StoreKey key)
    {
        if (_distrusted.IsEmpty || !_distrusted.TryGetValue(key, out ulong sequence))
        {
            return true;
        }

        bool isOver = _store.DurableSequence >= sequence;
        if (isOver)
        {
            _distrusted.TryRemove(new KeyValuePair<StoreKey, ulong>(key, sequence));
        }

        return isOver;
    }

    /// <summary>Offers a record to the store; when it takes it, what was wrong before is so no more.</summary>
    private StorePutStatus Put(in StoreItem item, ReadOnlySpan<byte> bytes)
    {
        StorePut put = _store.TryPut(in item, bytes);
        if (put.Status == StorePutStatus.Accepted && !_distrusted.IsEmpty && _distrusted.ContainsKey(item.Key))
        {
            _distrusted[item.Key] = put.Sequence;
        }

        return put.Status;
    }
}
