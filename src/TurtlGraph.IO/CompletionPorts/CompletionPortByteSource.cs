using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace TurtlGraph.IO;

/// <summary>Reads files with overlapped reads of Windows that arrive at one completion port.</summary>
/// <remarks>
/// It has no thread of its own: the threads that poll start the reads and take what arrives, so a read that the system carries
/// out at once, by copying from its cache, never holds up the thread that submits. Waiting reads are started earliest deadline
/// first. A read counts as ended only when it has arrived at the port, so its destination is free then and not before.
/// Nothing is allocated a read.
/// </remarks>
[SupportedOSPlatform("windows")]
public sealed unsafe partial class CompletionPortByteSource : IByteSource, IWakeable
{
    private readonly CompletionPortOptions _options;
    private readonly ReadTable _reads;
    private readonly PortRead[] _running;
    private readonly PortOperation* _operations;
    private readonly nint _port;
    private readonly Lock _adding = new();
    private readonly EarlyReturns _early = new();
    private SafeFileHandle[] _files = [];
    private int _open;
    private int _sleepers;
    private int _inside;
    private int _disposed;
    private volatile bool _stopping;
    private volatile bool _closed;

    /// <summary>Makes a source with the default options.</summary>
    public CompletionPortByteSource() : this(new CompletionPortOptions()) { }

    /// <summary>Makes a source.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="IOException">The system makes no port; the message says why.</exception>
    public CompletionPortByteSource(CompletionPortOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _port = PortCalls.Create();
        if (_port == 0)
        {
            throw new IOException($"The system makes no completion port: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        }

        _reads = new ReadTable(options.QueueDepth);
        _running = new PortRead[options.QueueDepth];
        _operations = (PortOperation*)NativeMemory.AllocZeroed((nuint)options.QueueDepth, (nuint)sizeof(PortOperation));
    }

    /// <inheritdoc/>
    public string Name => "completion-port";

    /// <inheritdoc/>
    public int QueueDepth => _reads.Depth;

    /// <inheritdoc/>
    public int AddFile(string path)
    {
        ObjectDisposedException.ThrowIf(_stopping, this);
        ArgumentException.ThrowIfNullOrEmpty(path);
        SafeFileHandle file = OpenOverlapped(path);
        lock (_adding)
        {
            if (_stopping)
            {
                file.Dispose();
                throw new ObjectDisposedException(nameof(CompletionPortByteSource));
            }

            if (!PortCalls.Join(file.DangerousGetHandle(), _port, (nuint)_files.Length))
            {
                string reason = new Win32Exception(Marshal.GetLastPInvokeError()).Message;
                file.Dispose();
                throw new ByteSourceException($"Cannot read '{path}' through a completion port: {reason} Use another kind of source for it.");
            }

            // Readers hold the array they saw; a longer copy replaces it.
            Volatile.Write(ref _files, [.. _files, file]);
            return _files.Length - 1;
        }
    }

    /// <inheritdoc/>
    /// <remarks>After <see cref="Dispose"/> nothing is accepted.</remarks>
    public int Submit(ReadOnlySpan<ReadRequest> reads)
    {
        int accepted = _reads.Accept(reads);
        if (accepted > 0)
        {
            WakeSleepers(1);
        }

        return accepted;
    }

    /// <inheritdoc/>
    public int Poll(Span<ReadCompletion> completions)
    {
        if (TryEnter())
        {
            StartWaiting();
            if (!_reads.HasFinished)
            {
                Take(0);
            }

            Leave();
        }

        return _reads.Poll(completions);
    }

    /// <inheritdoc/>
    public bool WaitForCompletion(int milliseconds)
    {
        long deadline = milliseconds < 0 ? long.MaxValue : Environment.TickCount64 + milliseconds;
        while (!_reads.HasFinished && !_early.TryTake() && TryEnter())
        {
            StartWaiting();
            uint left = milliseconds < 0 ? uint.MaxValue : (uint)Math.Clamp(deadline - Environment.TickCount64, 0, int.MaxValue);
            Interlocked.Increment(ref _sleepers);
            bool mustLook = _reads.HasFinished || _stopping || _early.IsWanted || (_reads.HasWaiting && Volatile.Read(ref _open) < _options.DeviceDepth);
            Take(mustLook ? 0 : left);
            Interlocked.Decrement(ref _sleepers);
            StartWaiting();
            Leave();
            if (left == 0)
            {
                break;
            }
        }

        return _reads.HasFinished;
    }

    /// <inheritdoc/>
    public bool Cancel(ulong token)
    {
        if (_reads.Cancel(token))
        {
            WakeSleepers(1);
            return true;
        }

        if (_reads.TryFindClaimed(token, out int slot, out long sequence) && TryEnter())
        {
            // A later read in the slot that is hit by mistake is not marked, and so is started again.
            Volatile.Write(ref _running[slot].CancelOf, sequence);
            CallBack(slot);
            Leave();
        }

        return false;
    }

    /// <summary>
    /// Ends the waiting reads as cancelled, calls back those in flight, waits until the system has let go of each, and closes the files.
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
        while (Volatile.Read(ref _open) > 0)
        {
            foreach (SafeFileHandle file in _files)
            {
                _ = PortCalls.CancelIoEx(file.DangerousGetHandle(), null);
            }

            Take(10);
        }

        // From here on nobody enters; those inside are woken until they have left.
        _closed = true;
        Interlocked.MemoryBarrier();
        SpinWait wait = default;
        while (Volatile.Read(ref _inside) > 0)
        {
            _ = PortCalls.PostQueuedCompletionStatus(_port, 0, 0, null);
            wait.SpinOnce();
        }

        _ = PortCalls.CloseHandle(_port);
        foreach (SafeFileHandle file in _files)
        {
            file.Dispose();
        }

        NativeMemory.Free(_operations);
    }

    // The framework would tie a handle that it opens for asynchronous use to a port of its own.
    private static SafeFileHandle OpenOverlapped(string path)
    {
        using SafeFileHandle plain = FileByteStore.Open(path);
        nint handle = PortCalls.OpenOverlapped(plain.DangerousGetHandle());
        return handle != PortCalls.InvalidHandle
            ? new SafeFileHandle(handle, ownsHandle: true)
            : throw new ByteSourceException($"Cannot open '{path}' for overlapped reading: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
    }

    void IWakeable.Wake(int threads)
    {
        _early.Ask(threads);
        WakeSleepers(threads);
    }

    private void WakeSleepers(int threads)
    {
        Interlocked.MemoryBarrier();
        int wake = Math.Min(threads, Volatile.Read(ref _sleepers));
        for (int i = 0; i < wake && TryEnter(); i++)
        {
            _ = PortCalls.PostQueuedCompletionStatus(_port, 0, 0, null);
            Leave();
        }
    }

    /// <summary>Counts a thread that uses the port; false once it is about to be closed.</summary>
    private bool TryEnter()
    {
        Interlocked.Increment(ref _inside);
        if (!_closed)
        {
            return true;
        }

        Leave();
        return false;
    }

    private void Leave() => Interlocked.Decrement(ref _inside);

    /// <summary>What the system works on for one slot of the table.</summary>
    private struct PortRead
    {
        /// <summary>Bytes of the read that are in the destination.</summary>
        public int Done;

        /// <summary>Number of the read that is to be called back; 0 for none.</summary>
        public long CancelOf;
    }
}
