using TurtlGraph.IO;

namespace TurtlGraph.Caching;

/// <content>The slow side: what the store lacks is fetched by whole blocks, delivered, and offered to the store.</content>
public sealed unsafe partial class StoredByteSource
{
    private const int IdleMilliseconds = 50;
    private const int PollBatch = 32;
    private const int OutOfMemory = 12;

    /// <summary>As direct reads want it.</summary>
    private const int StagingAlignment = 4096;

    private readonly Lock _pumping = new();
    private byte[]? _pumpBlock;

    /// <summary>Plans the rest of a read and hands it to the source behind.</summary>
    private void Offer(int slot, StoredFile file)
    {
        ref StoredRead read = ref _reads[slot];
        long from = read.Request.Offset + read.Ready;
        long to = read.Request.Offset + read.Wanted;
        long mask = _options.BlockBytes - 1;
        read.FetchStart = from & ~mask;
        long end = (to + mask) & ~mask;
        end = file.Length < 0 ? end : Math.Min(end, file.Length);
        CountRequests(file, from, end);
        void* staging = null;
        bool fits = end - read.FetchStart <= int.MaxValue && _staging.TryAllocate(end - read.FetchStart, StagingAlignment, out staging);
        lock (_gate)
        {
            if (!fits || _isStopping)
            {
                read.Staging = (byte*)staging;
                Finish(slot, _isStopping ? ReadStatus.Cancelled : ReadStatus.Failed, 0, _isStopping ? 0 : OutOfMemory);
                return;
            }

            read.Staging = (byte*)staging;
            read.FetchLength = (int)(end - read.FetchStart);
            read.State = StoredReadState.Offered;
            _offered.Enqueue(slot);
        }

        SubmitOffered();
    }

    /// <summary>The look into the store ended at the first block that it lacks, and has counted that; those behind are asked for as well.</summary>
    private void CountRequests(StoredFile file, long from, long end)
    {
        for (long block = (from / _options.BlockBytes) + 1; block * _options.BlockBytes < end; block++)
        {
            _store.CountRequest(BlockKey(file, block));
        }
    }

    /// <summary>Hands over what waits, until the source behind is full.</summary>
    private void SubmitOffered()
    {
        bool submitted = false;
        lock (_gate)
        {
            while (!_isStopping && _offered.TryPeek(out int slot))
            {
                ref StoredRead read = ref _reads[slot];
                var request = new ReadRequest
                {
                    Token = (ulong)slot,
                    Destination = read.Staging,
                    Offset = read.FetchStart,
                    Length = read.FetchLength,
                    File = read.Request.File,
                    Deadline = read.Request.Deadline,
                    Priority = read.Request.Priority,
                };
                read.FetchedAt = _options.Clock.GetTimestamp();
                if (_inner.Submit([request]) == 0)
                {
                    break;
                }

                read.State = StoredReadState.Fetching;
                _offered.Dequeue();
                _fetching++;
                submitted = true;
            }
        }

        if (submitted && _threads.Length > 0)
        {
            _fetches.Release();
        }
    }

    private void Fetch()
    {
        while (!_isStopping)
        {
            if (Volatile.Read(ref _fetching) == 0)
            {
                _fetches.Wait(IdleMilliseconds);
            }
            else
            {
                _inner.WaitForCompletion(IdleMilliseconds);
            }

            TakeArrivals();
            SubmitOffered();
        }
    }

    /// <summary>Everything that can be done now, by a caller without threads.</summary>
    private void Pump()
    {
        if (!_pumping.TryEnter())
        {
            return;
        }

        try
        {
            _pumpBlock ??= GC.AllocateUninitializedArray<byte>(_options.BlockBytes);
            do
            {
                SubmitOffered();
                while (TryTakeWaiting(out int slot))
                {
                    LookUp(slot, _pumpBlock);
                }
            }
            while (TakeArrivals());
        }
        finally
        {
            _pumping.Exit();
        }
    }

    /// <summary>Sleeps until a read comes in or, briefly, until one comes back; the source behind wakes nobody for the former.</summary>
    private void WaitAndPump(int milliseconds)
    {
        const int brief = 2;
        if (Volatile.Read(ref _fetching) > 0)
        {
            _inner.WaitForCompletion(Math.Min(brief, milliseconds));
        }
        else if (Volatile.Read(ref _waiting) == 0)
        {
            _work.Wait(milliseconds);
        }

        Pump();
    }

    private bool TakeArrivals()
    {
        Span<ReadCompletion> completions = stackalloc ReadCompletion[PollBatch];
        bool any = false;
        int count;
        while ((count = _inner.Poll(completions)) > 0)
        {
            any = true;
            foreach (ref readonly ReadCompletion completion in completions[..count])
            {
                Arrive(in completion);
            }
        }

        return any;
    }

    private void Arrive(in ReadCompletion completion)
    {
        int slot = (int)completion.Token;
        ref StoredRead read = ref _reads[slot];
        int arrived = completion.Status is ReadStatus.Ok or ReadStatus.Short ? completion.BytesRead : 0;
        int delivered = read.Ready;
        if (arrived > 0)
        {
            int skip = (int)(read.Request.Offset + read.Ready - read.FetchStart);
            int take = Math.Clamp(arrived - skip, 0, read.Wanted - read.Ready);
            new ReadOnlySpan<byte>(read.Staging + Math.Min(skip, arrived), take).CopyTo(new Span<byte>(read.Request.Destination + read.Ready, take));
            delivered += take;
            Interlocked.Add(ref _fetchedBytes, arrived);
            _cost.Note(arrived, _options.Clock.GetElapsedTime(read.FetchedAt).TotalSeconds);
            Keep(in read, arrived);
        }

        lock (_gate)
        {
            _fetching--;
            ReadStatus status = completion.Status is ReadStatus.Failed or ReadStatus.Cancelled ? completion.Status
                : delivered == read.Request.Length ? ReadStatus.Ok
                : ReadStatus.Short;
            Finish(slot, status, status is ReadStatus.Ok or ReadStatus.Short ? delivered : 0, completion.ErrorCode);
        }
    }

    /// <summary>Offers the whole blocks that have arrived; a file's last one counts as whole when the file's length is known.</summary>
    private void Keep(in StoredRead read, int arrived)
    {
        StoredFile file = Volatile.Read(ref _files)[read.Request.File];
        var facts = new PlacementFacts { Priority = PriorityOf(read.Request.Priority), Origin = FetchCost };
        for (int at = 0; at < arrived; at += _options.BlockBytes)
        {
            long block = (read.FetchStart + at) / _options.BlockBytes;
            int length = LengthOf(file, block);
            StoreKey key = BlockKey(file, block);
            if (length <= arrived - at && _options.Placement.Keeps(facts with { Bytes = length, Uses = _store.UsesOf(key) }))
            {
                var item = new StoreItem(key, file.Version) { Priority = facts.Priority, TimeToLive = _options.TimeToLive };
                Put(in item, new ReadOnlySpan<byte>(read.Staging + at, length));
            }
        }
    }

    private static StorePriority PriorityOf(ReadPriority priority) => (StorePriority)((int)ReadPriority.Critical - (int)priority);

    private void EndOffered()
    {
        lock (_gate)
        {
            while (_offered.TryDequeue(out int slot))
            {
                Finish(slot, ReadStatus.Cancelled, 0, 0);
            }
        }
    }
}
