using TurtlGraph.IO;

namespace TurtlGraph.Caching;

/// <content>The store's side: what of a read is there already.</content>
public sealed unsafe partial class StoredByteSource
{
    private const int UnknownFile = 9;
    private const int InvalidRange = 22;

    private long _storedBytes;
    private long _fetchedBytes;
    private long _storedReads;
    private long _fetchedReads;
    private long _demotedBytes;

    /// <summary>What has been delivered from where.</summary>
    public StoredByteSourceCounts Counts => new(
        Interlocked.Read(ref _storedBytes),
        Interlocked.Read(ref _fetchedBytes),
        Interlocked.Read(ref _storedReads),
        Interlocked.Read(ref _fetchedReads),
        Interlocked.Read(ref _demotedBytes));

    /// <summary>
    /// Offers bytes to the store that lie in a file as they are given (not decoded) and for which memory has no room any more, when
    /// <see cref="StoredByteSourceOptions.Placement"/> finds that reading them back is cheaper than fetching them anew. What the store has already is noted
    /// as used, see <see cref="NoteUse"/>. Copies; never waits for the disk. Any thread.
    /// </summary>
    /// <param name="file">The file, as <see cref="AddFile"/> numbered it.</param>
    /// <param name="offset">Where the bytes begin in it. A later read gets them when it begins there and is as long.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="facts">Priority and uses; the rest is known here.</param>
    /// <returns>The store's answer; <see langword="null"/> when the policy says no or the store has them.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such file.</exception>
    public StorePutStatus? TryDemote(int file, long offset, ReadOnlySpan<byte> bytes, in PlacementFacts facts)
    {
        bool isStored = NoteUse(file, offset, bytes.Length, in facts);
        if (!_options.Placement.Demotes(facts with { Bytes = bytes.Length, Origin = FetchCost, IsOnDisk = isStored }))
        {
            return null;
        }

        StoredFile which = Volatile.Read(ref _files)[file];
        var item = new StoreItem(RangeKey(which, offset), which.Version) { Priority = facts.Priority, Uses = facts.Uses, TimeToLive = _options.TimeToLive };
        StorePutStatus status = Put(in item, bytes);
        Interlocked.Add(ref _demotedBytes, status == StorePutStatus.Accepted ? bytes.Length : 0);
        return status;
    }

    /// <summary>
    /// Notes that a range of a file was used by somebody who had it in memory and has it no more: what the store has of it stays longer, what it lacks is
    /// admitted sooner when it is fetched. Nothing, when <see cref="PlacementFacts.Uses"/> is 0. Never waits for the disk. Any thread.
    /// </summary>
    /// <returns>Whether the store has all of the range.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such file.</exception>
    public bool NoteUse(int file, long offset, int length, in PlacementFacts facts)
    {
        StoredFile[] files = Volatile.Read(ref _files);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)file, (uint)files.Length);
        StoredFile which = files[file];
        if (facts.Uses <= 0)
        {
            return IsStored(which, offset, length);
        }

        if (_store.Knows(RangeKey(which, offset)))
        {
            return _store.NoteUse(RangeKey(which, offset), facts.Priority);
        }

        bool isStored = true;
        for (long block = offset / _options.BlockBytes; block * _options.BlockBytes < offset + length; block++)
        {
            isStored &= _store.NoteUse(BlockKey(which, block), facts.Priority);
        }

        return isStored;
    }

    /// <summary>
    /// Whether the store has bytes that were demoted from this place, so that a read of just them needs no fetch. A look into memory; any thread.
    /// </summary>
    public bool HasDemoted(int file, long offset)
    {
        StoredFile[] files = Volatile.Read(ref _files);
        return (uint)file < (uint)files.Length && _store.Knows(RangeKey(files[file], offset));
    }

    // Blocks and ranges of a file have keys apart: bit 63 of the lower half tells which.
    private static StoreKey BlockKey(StoredFile file, long block) => new(file.Identity, (ulong)block);

    private static StoreKey RangeKey(StoredFile file, long offset) => new(file.Identity, (ulong)offset | (1ul << 63));

    private bool IsStored(StoredFile file, long offset, int length)
    {
        if (_store.Knows(RangeKey(file, offset)))
        {
            return true;
        }

        for (long block = offset / _options.BlockBytes; block * _options.BlockBytes < offset + length; block++)
        {
            if (!_store.Knows(BlockKey(file, block)))
            {
                return false;
            }
        }

        return true;
    }

    private void Look()
    {
        byte[] block = GC.AllocateUninitializedArray<byte>(_options.BlockBytes);
        while (!_isStopping)
        {
            _work.Wait();
            if (TryTakeWaiting(out int slot))
            {
                LookUp(slot, block);
            }
        }
    }

    private bool TryTakeWaiting(out int slot)
    {
        lock (_gate)
        {
            slot = -1;
            for (int i = 0; i < _reads.Length && _waiting > 0; i++)
            {
                if (_reads[i].State == StoredReadState.Waiting
                    && (slot < 0 || (_reads[i].Request.Deadline, _reads[i].Order).CompareTo((_reads[slot].Request.Deadline, _reads[slot].Order)) < 0))
                {
                    slot = i;
                }
            }

            if (slot < 0)
            {
                return false;
            }

            _reads[slot].State = StoredReadState.Looking;
            _waiting--;
            return true;
        }
    }

    /// <summary>Copies what the store has from the beginning of a read on, and has the rest fetched.</summary>
    private void LookUp(int slot, byte[] block)
    {
        ref StoredRead read = ref _reads[slot];
        ReadRequest request = read.Request;
        StoredFile[] files = Volatile.Read(ref _files);
        if ((uint)request.File >= (uint)files.Length || request.Offset < 0 || request.Length < 1 || request.Destination is null)
        {
            lock (_gate)
            {
                Finish(slot, ReadStatus.Failed, 0, (uint)request.File >= (uint)files.Length ? UnknownFile : InvalidRange);
            }

            return;
        }

        StoredFile file = files[request.File];
        read.Wanted = file.Length < 0 ? request.Length : (int)Math.Clamp(file.Length - request.Offset, 0, request.Length);
        var destination = new Span<byte>(request.Destination, read.Wanted);
        read.Ready = TakeRange(file, request.Offset, destination) ? read.Wanted : TakeBlocks(file, request.Offset, destination, block);
        Interlocked.Add(ref _storedBytes, read.Ready);
        if (read.Ready == read.Wanted)
        {
            Interlocked.Increment(ref _storedReads);
            lock (_gate)
            {
                Finish(slot, read.Wanted == request.Length ? ReadStatus.Ok : ReadStatus.Short, read.Wanted, 0);
            }

            return;
        }

        Interlocked.Increment(ref _fetchedReads);
        Offer(slot, file);
    }

    private bool TakeRange(StoredFile file, long offset, Span<byte> destination) =>
        destination.Length > 0
        && _store.Knows(RangeKey(file, offset))
        && IsTrusted(RangeKey(file, offset))
        && _store.TryRead(RangeKey(file, offset), destination, out StoreRecord record, file.Version) == StoreReadStatus.Ok
        && record.Length == destination.Length;

    private int TakeBlocks(StoredFile file, long offset, Span<byte> destination, byte[] block)
    {
        int ready = 0;
        while (ready < destination.Length)
        {
            long number = (offset + ready) / _options.BlockBytes;
            int within = (int)((offset + ready) % _options.BlockBytes);
            int length = LengthOf(file, number);
            int take = Math.Min(length - within, destination.Length - ready);

            // A whole block goes straight to its place.
            bool isWhole = take == length;
            Span<byte> target = isWhole ? destination.Slice(ready, take) : block.AsSpan(0, length);
            StoreKey key = BlockKey(file, number);
            bool isTrusted = IsTrusted(key);
            if (_store.TryRead(key, target, out StoreRecord record, file.Version) != StoreReadStatus.Ok || record.Length != length || !isTrusted)
            {
                break;
            }

            if (!isWhole)
            {
                target.Slice(within, take).CopyTo(destination[ready..]);
            }

            ready += take;
        }

        return ready;
    }

    private int LengthOf(StoredFile file, long block) =>
        file.Length < 0 ? _options.BlockBytes : (int)Math.Min(_options.BlockBytes, file.Length - (block * _options.BlockBytes));
}
