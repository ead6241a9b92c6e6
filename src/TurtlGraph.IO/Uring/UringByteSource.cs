using System.Diagnostics.CodeAnalysis;

namespace TurtlGraph.IO;

/// <summary>
/// Reads files through an io_uring of Linux: a batch of reads is one system call, and the device works on all of them at once.
/// </summary>
/// <remarks>
/// It has no thread of its own. The threads that wait for completions take turns at the ring: one sleeps in the kernel, hands
/// over what comes in meanwhile and takes what completes; the others sleep until there is something for them. Submitting
/// wakes the one in the kernel (one write to an event), or hands the batch over itself when nobody is there; it never waits,
/// and it never copies: reads through the page cache that it hands over are carried out by threads of the kernel.
/// Reads that the ring has not yet taken are served earliest deadline first. A read counts as ended only when the kernel has
/// answered for it, so its destination is free then and not before. Nothing is allocated a read.
/// </remarks>
public sealed unsafe partial class UringByteSource : IByteSource, IWakeable
{
    internal const string BufferedName = "io_uring";
    internal const string DirectName = "io_uring-direct";

    private readonly ReadTable _reads;
    private readonly RingRead[] _running;
    private readonly int[] _starved;
    private readonly Ring _ring;
    private readonly SoleOwner _owner = new();
    private readonly WakeGate _completions = new();
    private readonly EarlyReturns _early = new();
    private readonly BounceBuffers? _bounce;
    private readonly RegisteredMemory _memory;
    private readonly Lock _adding = new();
    private readonly int _ringDepth;
    private readonly int _batch;
    private readonly int _maxReadBytes;
    private readonly int _filePlaces;
    private readonly bool _direct;
    private readonly bool _registerBuffers;
    private readonly int _wakeEvent;
    private readonly ulong* _wakeCount;
    private UringFile[] _files = [];
    private int _open;
    private int _starvedCount;
    private int _newlyFinished;
    private int _cancelsWanted;
    private int _asleep;
    private int _waking;
    private volatile bool _stopping;
    private int _disposed;

    /// <summary>Makes a source with the default options.</summary>
    /// <exception cref="PlatformNotSupportedException">The kernel or a policy refuses; the message says why.</exception>
    public UringByteSource() : this(new UringOptions()) { }

    /// <summary>Makes a source.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="PlatformNotSupportedException">The kernel or a policy refuses; the message says why.</exception>
    public UringByteSource(UringOptions options)
        : this(options, RingSetup.TryMake(options, out RingSetup? setup, out string refusal) ? setup : throw new PlatformNotSupportedException(refusal)) { }

    private UringByteSource(UringOptions options, RingSetup setup)
    {
        _ring = setup.Ring;
        _memory = new RegisteredMemory(_ring);
        _reads = new ReadTable(options.QueueDepth);
        _running = new RingRead[options.QueueDepth];
        _starved = new int[options.QueueDepth];
        _ringDepth = Math.Min(options.RingDepth, options.QueueDepth);
        _batch = options.SubmitBatch;
        _maxReadBytes = options.MaxReadBytes;
        _direct = options.Direct;
        _registerBuffers = options.RegisterBuffers;
        _filePlaces = setup.FilePlaces;
        _wakeEvent = setup.WakeEvent;
        _wakeCount = setup.WakeCount;
        Name = options.Direct ? DirectName : BufferedName;
        Detail = setup.Detail;
        if (options.Direct)
        {
            _bounce = new BounceBuffers("unaligned direct reads", options.BounceBuffers, options.BounceBytes);
            if (_registerBuffers)
            {
                _ = _memory.TryAdd(_bounce.Memory, _bounce.TotalBytes);
            }
        }

        QueueWake();
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Detail { get; private set; }

    /// <inheritdoc/>
    public int Alignment => _direct ? 4096 : 1;

    /// <inheritdoc/>
    public int QueueDepth => _reads.Depth;

    /// <summary>Makes a source where the kernel and its policies allow it; otherwise says why not.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static bool TryCreate(UringOptions options, [NotNullWhen(true)] out UringByteSource? source, out string refusal)
    {
        source = RingSetup.TryMake(options, out RingSetup? setup, out refusal) ? new UringByteSource(options, setup) : null;
        return source is not null;
    }

    /// <inheritdoc/>
    public int AddFile(string path)
    {
        ObjectDisposedException.ThrowIf(_stopping, this);
        ArgumentException.ThrowIfNullOrEmpty(path);
        UringFile file = UringFile.Open(path, _direct);
        lock (_adding)
        {
            if (_stopping)
            {
                file.Dispose();
                throw new ObjectDisposedException(nameof(UringByteSource));
            }

            int number = _files.Length;
            file.Place = number < _filePlaces && _ring.TryPutFile(number, file.Descriptor) ? number : -1;

            // Readers hold the array they saw; a longer copy replaces it.
            Volatile.Write(ref _files, [.. _files, file]);
            return number;
        }
    }

    /// <inheritdoc/>
    public MemoryRegistration RegisterMemory(byte* start, long bytes)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        if (!_registerBuffers || _stopping)
        {
            return MemoryRegistration.Ignored;
        }

        bool isPinned = _memory.TryAdd(start, bytes);
        Detail = isPinned ? Detail : RingSetup.Join(Detail, "memory not pinned: the limit of locked memory (ulimit -l) or the kernel refuses");
        return isPinned ? MemoryRegistration.Registered : MemoryRegistration.Refused;
    }

    /// <inheritdoc/>
    /// <remarks>After <see cref="Dispose"/> nothing is accepted.</remarks>
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
        int count = _reads.Poll(completions);
        if (count < completions.Length && _owner.TryTake())
        {
            if (_ring.HasCompletions || _ring.HasOverflow || _reads.HasWaiting || _hasMissedCancels)
            {
                Reap();
                Flush(mayCopy: true);
            }

            LetGo();
            count += _reads.Poll(completions[count..]);
        }

        return count;
    }

    /// <inheritdoc/>
    public bool WaitForCompletion(int milliseconds)
    {
        long deadline = milliseconds < 0 ? long.MaxValue : Environment.TickCount64 + milliseconds;
        while (!_reads.HasFinished && !_stopping && !_early.TryTake())
        {
            long left = milliseconds < 0 ? -1 : Math.Max(0, deadline - Environment.TickCount64);
            if (_owner.TryTake())
            {
                SleepInKernel(left);
                LetGo();
            }
            else
            {
                SleepBehindOwner(left);
            }

            if (left == 0)
            {
                break;
            }
        }

        return _reads.HasFinished;
    }

    /// <summary>
    /// Ends the waiting reads as cancelled, calls back those in flight, waits until the kernel has let go of each, and closes the files.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        lock (_adding)
        {
            _stopping = true;
        }

        _reads.Close();
        SpinWait wait = default;
        while (!_owner.TryTake())
        {
            WakeOwner();
            wait.SpinOnce();
        }

        // From here on the ring is this thread's for good: nobody else will find it free.
        CallBackAll();
        while (_open > 0 || _isWakeQueued)
        {
            _ = _ring.SubmitAndWait(UntilCancel(-1));
            Reap();
            IssueCancels();
        }

        _reads.Close();
        _completions.SignalAll();
        _ring.Dispose();
        _bounce?.Dispose();
        while (Volatile.Read(ref _waking) != 0)
        {
            wait.SpinOnce();
        }

        RingSetup.FreeWake(_wakeEvent, _wakeCount);
        foreach (UringFile file in _files)
        {
            file.Dispose();
        }
    }

    /// <summary>What the ring works on for one slot of the table.</summary>
    private struct RingRead
    {
        /// <summary>Bytes of the read that are in the destination.</summary>
        public int Done;

        /// <summary>Bytes asked for by the operation in flight.</summary>
        public int Asked;

        /// <summary>Whether the operation in flight was to bypass the page cache.</summary>
        public bool WasDirect;

        /// <summary>Bytes at the start of the bounce buffer that lie before the range; with a bounce buffer only.</summary>
        public int Skip;

        /// <summary>The bounce buffer, or -1.</summary>
        public int Bounce;

        /// <summary>How often in a row the kernel asked to try again.</summary>
        public int Attempts;

        /// <summary>Number of the read that is to be called back; 0 for none, as the first is 1.</summary>
        public long CancelOf;

        /// <summary>The last <see cref="CancelOf"/> that was passed to the kernel.</summary>
        public long CancelIssued;
    }
}
