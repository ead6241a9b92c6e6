namespace TurtlGraph.Caching;

/// <summary>The file behind a <see cref="RecordingWriter"/>: empty blocks out, full blocks in, a thread that writes them.</summary>
internal sealed class RecordingFile : IDisposable
{
    private readonly object _gate = new();
    private readonly Stream _stream;
    private readonly Queue<(byte[] Block, int Length)> _full;
    private readonly Stack<byte[]> _empty;
    private readonly Thread _thread;
    private long _bytesWritten;
    private Exception? _fault;

    public RecordingFile(Stream stream, RecordingWriterOptions options)
    {
        _stream = stream;
        _full = new Queue<(byte[], int)>(options.Blocks + 1);
        _empty = new Stack<byte[]>(options.Blocks);
        for (int i = 0; i < options.Blocks; i++)
        {
            _empty.Push(new byte[options.BlockBytes]);
        }

        _thread = new Thread(WriteBlocks) { IsBackground = true, Name = "recording" };
        _thread.Start();
    }

    public long BytesWritten => Volatile.Read(ref _bytesWritten);

    public Exception? Fault => Volatile.Read(ref _fault);

    /// <summary>An empty block, or none when all wait for the file or it cannot be written.</summary>
    public byte[]? TryRent()
    {
        if (Fault is not null)
        {
            return null;
        }

        lock (_gate)
        {
            return _empty.TryPop(out byte[]? block) ? block : null;
        }
    }

    /// <summary>An empty block, when there is one; none when the file cannot be written.</summary>
    public byte[]? Rent()
    {
        lock (_gate)
        {
            while (_empty.Count == 0)
            {
                Monitor.Wait(_gate);
            }
        }

        return TryRent();
    }

    /// <summary>Hands a block over to be written; a block without length ends the thread.</summary>
    public void Hand(byte[] block, int length)
    {
        lock (_gate)
        {
            _full.Enqueue((block, length));
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Writes what waits, closes the file, ends the thread.</summary>
    public void Dispose()
    {
        Hand([], 0);
        _thread.Join();
    }

    private void WriteBlocks()
    {
        for ((byte[] block, int length) = Next(); length > 0; (block, length) = Next())
        {
            Write(block, length);
            lock (_gate)
            {
                _empty.Push(block);
                Monitor.PulseAll(_gate);
            }
        }

        try
        {
            _stream.Dispose();
        }
        catch (Exception e) when (IsFault(e))
        {
            Volatile.Write(ref _fault, e);
        }
    }

    private (byte[] Block, int Length) Next()
    {
        lock (_gate)
        {
            while (_full.Count == 0)
            {
                Monitor.Wait(_gate);
            }

            return _full.Dequeue();
        }
    }

    private void Write(byte[] block, int length)
    {
        if (Fault is not null)
        {
            return;
        }

        try
        {
            _stream.Write(block, 0, length);
            Volatile.Write(ref _bytesWritten, _bytesWritten + length);
        }
        catch (Exception e) when (IsFault(e))
        {
            Volatile.Write(ref _fault, e);
        }
    }

    private static bool IsFault(Exception e) => e is IOException or UnauthorizedAccessException or NotSupportedException or ObjectDisposedException;
}
