namespace TurtlGraph.IO;

/// <summary>
/// Stands in front of any source and arranges its reads: earliest deadline first; neighbours in a file become one read; long
/// reads are split so that urgent ones overtake them; depth and bytes in flight are limited; on a device that seeks, reads of
/// about the same deadline go in the order of the file.
/// </summary>
/// <remarks>
/// A read that is served alone goes straight to its destination. Joined reads do too when their destinations lie in memory as
/// their ranges lie in the file; else they go through a buffer and the thread that polls copies the parts. A joined read that
/// fails is read again part by part, so that no read fails because of its neighbour. Submitting plans and hands over, and
/// never copies or waits. Nothing is allocated a read. It owns the source behind and disposes it.
/// </remarks>
public sealed unsafe partial class ScheduledByteSource : IByteSource, IWakeable
{
    private readonly IByteSource _device;
    private readonly SchedulingOptions _options;
    private readonly JoinLimits _limits;
    private readonly ReadTable _reads;
    private readonly ScheduledRead[] _progress;
    private readonly DeviceRead[] _places;
    private readonly int[] _parts;
    private readonly ReadRequest[] _batch;
    private readonly BounceBuffers _buffers;
    private readonly long _alignmentMask;
    private readonly SoleOwner _owner = new();
    private readonly Lock _adding = new();
    private bool[] _seeks = [];
    private int _batched;
    private int _inFlight;
    private long _bytesInFlight;
    private int _split = -1;
    private int _cancelsWanted;
    private int _headFile;
    private long _headOffset;
    private volatile bool _disposed;

    /// <summary>Wraps <paramref name="device"/> with the default options and owns it from now on.</summary>
    public ScheduledByteSource(IByteSource device) : this(device, new SchedulingOptions()) { }

    /// <summary>Wraps <paramref name="device"/> and owns it from now on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public ScheduledByteSource(IByteSource device, SchedulingOptions options)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _device = device;
        _options = options;
        _limits = new JoinLimits(options.MaxGapBytes, options.MaxJoinedBytes);
        _reads = new ReadTable(options.QueueDepth);
        _progress = new ScheduledRead[options.QueueDepth];
        _aloneSequences = new long[options.QueueDepth];
        _places = new DeviceRead[Math.Min(options.DeviceDepth, device.QueueDepth)];
        _parts = new int[_places.Length * DeviceRead.MaxParts];
        _batch = new ReadRequest[_places.Length];
        _alignmentMask = device.Alignment - 1;

        // Room for a range to be rounded to the alignment at both ends.
        int buffers = options.MaxGapBytes < 0 ? 0 : options.JoinBuffers;
        _buffers = new BounceBuffers("joined reads", buffers, options.MaxJoinedBytes + (device.Alignment > 1 ? 2 * device.Alignment : 0));
    }

    /// <inheritdoc/>
    public string Name => _device.Name;

    /// <inheritdoc/>
    public string Detail => _device.Detail;

    /// <inheritdoc/>
    public int Alignment => _device.Alignment;

    /// <inheritdoc/>
    public int QueueDepth => _reads.Depth;

    /// <summary>What the scheduler has done so far.</summary>
    public SchedulingCounts Counts => new(
        Interlocked.Read(ref _deviceReads), Interlocked.Read(ref _joinedReads), Interlocked.Read(ref _splitReads), Interlocked.Read(ref _gapBytes));

    /// <inheritdoc/>
    public int AddFile(string path)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        lock (_adding)
        {
            int number = _device.AddFile(path);
            bool seeks = _options.Order == SeekOrder.On || (_options.Order == SeekOrder.Automatic && RotationalDevice.Holds(path));
            bool[] all = new bool[Math.Max(number + 1, _seeks.Length)];
            _seeks.CopyTo(all, 0);
            all[number] = seeks;
            Volatile.Write(ref _seeks, all);
            return number;
        }
    }

    /// <inheritdoc/>
    public MemoryRegistration RegisterMemory(byte* start, long bytes) => _device.RegisterMemory(start, bytes);

    /// <inheritdoc/>
    public void Distrust(int file, long offset, int length) => _device.Distrust(file, offset, length);

    /// <inheritdoc/>
    public int Submit(ReadOnlySpan<ReadRequest> reads)
    {
        int accepted = _reads.Accept(reads);
        if (accepted > 0)
        {
            HandOver();
        }

        return accepted;
    }

    /// <inheritdoc/>
    public int Poll(Span<ReadCompletion> completions)
    {
        const int AtOnce = 16;
        Span<ReadCompletion> arrived = stackalloc ReadCompletion[AtOnce];
        int count = _reads.Poll(completions);
        while (count < completions.Length)
        {
            // No more than was asked for: what the source behind copies while it is polled is shared among the pollers.
            int came = _device.Poll(arrived[..Math.Min(AtOnce, completions.Length - count)]);
            if (came == 0)
            {
                break;
            }

            int finished = 0;
            for (int i = 0; i < came; i++)
            {
                finished += Arrived(in arrived[i]);
            }

            HandOver();
            int taken = _reads.Poll(completions[count..]);
            count += taken;
            if (finished > taken)
            {
                Wake(finished - taken);
            }
        }

        return count;
    }

    /// <inheritdoc/>
    public bool WaitForCompletion(int milliseconds) =>
        _reads.HasFinished || _device.WaitForCompletion(milliseconds) || _reads.HasFinished;

    /// <inheritdoc/>
    public bool Cancel(ulong token)
    {
        if (_reads.Cancel(token))
        {
            Wake(1);
            return true;
        }

        if (!_disposed && _reads.TryFindClaimed(token, out int slot, out long sequence))
        {
            Volatile.Write(ref _progress[slot].CancelOf, sequence);
            Interlocked.Increment(ref _cancelsWanted);
            HandOver();
        }

        return false;
    }

    /// <summary>Disposes the source behind; what it had not finished, and what waits here, ends as cancelled and can still be polled.</summary>
    public void Dispose()
    {
        lock (_adding)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        _reads.Close();
        SpinWait wait = default;
        while (!_owner.TryTake())
        {
            wait.SpinOnce();
        }

        _device.Dispose();
        EndAll(ref wait);
        _reads.Close();
        _buffers.Dispose();
    }

    void IWakeable.Wake(int threads) => Wake(threads);

    private void Wake(int threads)
    {
        if (_device is IWakeable wakeable)
        {
            wakeable.Wake(threads);
        }
    }
}
