using System.Diagnostics.CodeAnalysis;

namespace TurtlGraph.Caching;

/// <summary>
/// Keeps byte records in files, within a limit of bytes and through crashes: append-only segments, an index in memory, a checksum for
/// each record, expiry, eviction of the segment that was read from least recently, and compaction while reads go on. What it returns is
/// what was put, or nothing: damage is found by the checksum, counted, reported and dropped.
/// </summary>
/// <remarks>
/// Thread-safety: all members, for any number of threads, except <see cref="Dispose"/>. Writing, flushing, eviction, compaction and checking are
/// done by a thread of the store's own; offers only copy the bytes to its queue and never wait. Reads are done by the calling thread and wait for the disk, so they
/// have no place on the frame thread. One process has a store open at a time.
/// </remarks>
public sealed partial class DiskStore : IDisposable
{
    private readonly StoreCore _core;
    private readonly DiskStoreOptions _options;
    private readonly StoreLock? _lock;
    private readonly PutQueue _queue;
    private readonly ByteBudget _budget;
    private readonly ByteBudget _checking;
    private readonly SegmentWriter _writer;
    private readonly SegmentRetirement _retirement;
    private readonly SegmentCompactor _compactor;
    private readonly StoreRecovery _recovery;
    private readonly Thread? _thread;
    private bool _isDisposed;

    private DiskStore(DiskStoreOptions options, IStoreFolder files, StoreLock? @lock)
    {
        _options = options;
        _lock = @lock;
        _core = new StoreCore(options, files);
        _queue = new PutQueue(options.QueueBytes);
        _budget = new ByteBudget(options.WriteBytesPerSecond, options.WriteBurstSeconds, options.Clock);
        _checking = new ByteBudget(options.CheckBytesPerSecond, 0.25, options.Clock);
        _recovery = new StoreRecovery(_core);
        _recovery.Begin();
        _writer = new SegmentWriter(files, _core.Segments, _core.StoreId, options.SegmentBytes, () => _core.UseClock);
        _retirement = new SegmentRetirement(_core, _writer);
        _retirement.Retiring = _recovery.Forget;
        _compactor = new SegmentCompactor(_core, _retirement);
        _queue.StartAfter(_core.LastSequence);
        _durable = _core.LastSequence;
        _savedAt = options.Clock.GetTimestamp();
        if (!options.IsManual)
        {
            _thread = new Thread(Work) { IsBackground = true, Name = "TurtlGraph store" };
            _thread.Start();
        }
    }

    /// <summary>
    /// Opens the store in a folder, or makes one. What a saved index knows can be read when this returns; what was written after it, before a crash, is found in
    /// the background (<see cref="WaitRecovered"/>).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="StoreInUseException">Somebody else has it open; the message says which process.</exception>
    /// <exception cref="StoreFormatException">Its files are of a format this version does not know.</exception>
    /// <exception cref="IOException">The folder cannot be made or read.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The store owns the lock.")]
    public static DiskStore Open(DiskStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (options.Files is not null)
        {
            return new DiskStore(options, options.Files, null);
        }

        string folder = Path.GetFullPath(options.Folder);
        Directory.CreateDirectory(folder);
        StoreLock held = StoreLock.Take(folder);
        try
        {
            return new DiskStore(options, new StoreFolder(folder), held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>The folder.</summary>
    public string Folder => _core.Files.Path;

    /// <summary>The longest record that is taken.</summary>
    public int MostRecordBytes =>
        (int)(Math.Min(_options.SegmentBytes - SegmentHeader.Size, Place.MostRecordBytes) - RecordHeader.Size);

    /// <summary>The latest reports of damage since the store was opened, oldest first; at most 256.</summary>
    public IReadOnlyList<StoreDamage> Damage => _core.Reports;

    /// <summary>
    /// Writes what has been accepted, saves the index and closes the files. With a disk that takes no writes, what waits is given up; none of it was
    /// acknowledged.
    /// </summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _queue.Close();
        Volatile.Write(ref _isStopping, true);
        if (_thread is not null)
        {
            _wake.Set();
            _thread.Join();
        }
        else
        {
            Close();
        }

        _wake.Dispose();
        _lock?.Dispose();
    }
}
