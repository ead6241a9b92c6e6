namespace TurtlGraph.IO;

/// <summary>
/// Stands in front of a source of files on Linux: what the page cache holds is copied from there by the threads that poll,
/// as many at a time as there are of them; the rest is read by the source behind.
/// </summary>
/// <remarks>
/// A copy from the cache costs no hand-over to another thread, and the thread that goes on with the bytes has them in its own
/// caches. Submitting asks the kernel which pages are there and never copies. A page that has gone since is not waited for:
/// the source behind reads what is missing. It owns the source behind and disposes it.
/// </remarks>
public sealed unsafe class PageCacheByteSource : IByteSource, IWakeable
{
    private const int MaxSubmit = 64;
    private readonly IByteSource _device;
    private readonly ReadTable _cached;
    private readonly Lock _adding = new();
    private CachedFile[] _files = [];
    private int _used;
    private int _copying;
    private long _copiedReads;
    private long _missedReads;
    private volatile bool _disposed;

    /// <summary>Wraps <paramref name="device"/> and owns it from now on.</summary>
    /// <exception cref="PlatformNotSupportedException">This is not Linux on x64 or arm64.</exception>
    public PageCacheByteSource(IByteSource device)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (!IsSupported)
        {
            throw new PlatformNotSupportedException("What the page cache holds can be asked on Linux on x64 and arm64 only.");
        }

        _device = device;
        _cached = new ReadTable(device.QueueDepth);
    }

    /// <summary>Whether this machine can tell.</summary>
    public static bool IsSupported => LinuxCalls.IsSupported;

    /// <inheritdoc/>
    public string Name => _device.Name;

    /// <inheritdoc/>
    public string Detail => RingSetup.Join(_device.Detail, "cached pages are copied by the polling threads");

    /// <inheritdoc/>
    public int Alignment => _device.Alignment;

    /// <inheritdoc/>
    public int QueueDepth => _cached.Depth;

    /// <summary>Reads that were served from the page cache.</summary>
    public long CopiedReads => Interlocked.Read(ref _copiedReads);

    /// <summary>Reads that were thought to be there and had to be passed on.</summary>
    public long MissedReads => Interlocked.Read(ref _missedReads);

    /// <inheritdoc/>
    public int AddFile(string path)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentException.ThrowIfNullOrEmpty(path);
        lock (_adding)
        {
            var file = new CachedFile(FileByteStore.Open(path));
            try
            {
                int number = _device.AddFile(path);
                Volatile.Write(ref _files, [.. _files, file]);
                return number;
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public MemoryRegistration RegisterMemory(byte* start, long bytes) => _device.RegisterMemory(start, bytes);

    /// <inheritdoc/>
    public void Distrust(int file, long offset, int length) => _device.Distrust(file, offset, length);

    /// <inheritdoc/>
    public int Submit(ReadOnlySpan<ReadRequest> reads)
    {
        int accepted = 0;
        int cached = 0;
        int batched = 0;
        Span<ReadRequest> batch = stackalloc ReadRequest[Math.Min(reads.Length, MaxSubmit)];
        while (!_disposed && accepted < reads.Length && TryEnter())
        {
            ref readonly ReadRequest read = ref reads[accepted++];
            if (IsLikelyCached(in read))
            {
                AddCached(in read);
                cached++;
                continue;
            }

            batch[batched++] = read;
            if (batched == batch.Length)
            {
                cached += PassOn(batch);
                batched = 0;
            }
        }

        cached += PassOn(batch[..batched]);
        if (cached > 0)
        {
            Wake(cached);
        }

        return accepted;
    }

    /// <inheritdoc/>
    public int Poll(Span<ReadCompletion> completions)
    {
        int count = _cached.Poll(completions);
        count += _device.Poll(completions[count..]);
        Interlocked.Increment(ref _copying);
        while (count < completions.Length && !_disposed && _cached.TryClaim(out int slot) && TryServe(slot))
        {
            count += _cached.Poll(completions.Slice(count, 1));
        }

        Interlocked.Decrement(ref _copying);
        Interlocked.Add(ref _used, -count);
        return count;
    }

    /// <inheritdoc/>
    public bool WaitForCompletion(int milliseconds) => HasCached || _device.WaitForCompletion(milliseconds) || HasCached;

    /// <inheritdoc/>
    public bool Cancel(ulong token)
    {
        bool found = _cached.Cancel(token);
        if (found)
        {
            Wake(1);
        }

        return found || _device.Cancel(token);
    }

    /// <summary>Waits for copies that are being made, ends the waiting ones as cancelled and disposes the source behind.</summary>
    public void Dispose()
    {
        _disposed = true;
        Interlocked.MemoryBarrier();
        SpinWait wait = default;
        while (Volatile.Read(ref _copying) > 0)
        {
            wait.SpinOnce();
        }

        _cached.Close();
        _device.Dispose();
        foreach (CachedFile file in _files)
        {
            file.Dispose();
        }
    }

    void IWakeable.Wake(int threads) => Wake(threads);

    private bool HasCached => _cached.HasFinished || (_cached.HasWaiting && !_disposed);

    private bool TryEnter()
    {
        if (Interlocked.Increment(ref _used) <= _cached.Depth)
        {
            return true;
        }

        Interlocked.Decrement(ref _used);
        return false;
    }

    private bool IsLikelyCached(in ReadRequest read)
    {
        CachedFile[] files = Volatile.Read(ref _files);
        return (uint)read.File < (uint)files.Length && read.Destination is not null && files[read.File].IsLikelyCached(read.Offset, read.Length);
    }

    private void AddCached(in ReadRequest read)
    {
        SpinWait wait = default;
        while (!_cached.TryAdd(in read))
        {
            // There is a place for every read that was let in; a thread that polls is about to free it.
            wait.SpinOnce();
        }
    }

    /// <summary>Gives reads to the source behind; what it does not take (it has been disposed) is left to the pollers. Returns how many.</summary>
    private int PassOn(ReadOnlySpan<ReadRequest> batch)
    {
        int taken = batch.IsEmpty ? 0 : _device.Submit(batch);
        foreach (ref readonly ReadRequest read in batch[taken..])
        {
            AddCached(in read);
        }

        return batch.Length - taken;
    }

    private void Wake(int threads)
    {
        if (_device is IWakeable wakeable)
        {
            wakeable.Wake(threads);
        }
    }

    /// <summary>
    /// Copies what the cache holds; the rest goes to the source behind as a read of its own. False when that has no room: the
    /// read waits again.
    /// </summary>
    private bool TryServe(int slot)
    {
        ref readonly ReadRequest read = ref _cached[slot];
        CachedFile[] files = Volatile.Read(ref _files);
        if ((uint)read.File >= (uint)files.Length || read.Destination is null || read.Offset < 0 || read.Length < 1)
        {
            // Only a lack of room brought it here: what is wrong with it the source behind says.
            return TryPassOn(slot);
        }

        CachedFile file = files[read.File];
        int done = 0;
        int got = 0;
        while (done < read.Length && (got = LinuxCalls.ReadCached(file.Descriptor, read.Destination + done, read.Length - done, read.Offset + done)) > 0)
        {
            done += got;
        }

        bool isWhole = done == read.Length;
        file.Note(isWhole || got == 0);
        if (isWhole || got == 0)
        {
            Interlocked.Increment(ref _copiedReads);
            _cached.Finish(slot, isWhole ? ReadStatus.Ok : ReadStatus.Short, done, 0);
            return true;
        }

        Interlocked.Increment(ref _missedReads);
        return TryPassOn(slot);
    }

    private bool TryPassOn(int slot)
    {
        ReadRequest whole = _cached[slot];
        if (_device.Submit([whole]) == 1)
        {
            _cached.Drop(slot);
            return true;
        }

        _cached.Unclaim(slot);
        return false;
    }
}
