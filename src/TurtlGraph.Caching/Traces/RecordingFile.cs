namespace TurtlGraph.Caching;

/// <summary>The file behind a <see cref="RecordingWriter"/>: empty blocks out, full blocks in, a thread that writes them.</summary>
internal sealed class RecordingFile : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Stream _stream;
    private readonly SemaphoreSlim _waiting = new(0);
    private readonly SemaphoreSlim _emptied = new(0);
    private readonly Queue<(byte[] Block, int Length)> _full;
    private readonly Stack<byte[]> _empty;
    private readonly Thread _thread;
    private readonly bool _waits;
    private long _bytesWritten;
    private Exception? _fault;

    public RecordingFile(Stream stream, RecordingWriterOptions options)
    {
        _stream = stream;
        _waits = options.WaitsForFile;
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
        while (true)
        {
            if (Fault is not null)
            {
                return null;
            }

            lock (_gate)
            {
                if (_empty.TryPop(out byte[]? block))
                {
                    return block;
                }
            }

            if (!_waits)
            {
                return null;
            }

            _emptied.Wait();
        }
    }

    /// <summary>Hands a block over to be written; a block without length ends the thread.</summary>
    public void Hand(byte[] block, int length)
    {
        lock (_gate)
        {
            _full.Enqueue((block, length));
        }

        _waiting.Release();
    }

    public void Dispose()
    {
        Hand([], 0);
        _thread.Join();
        _waiting.Dispose();
        _emptied.Dispose();
    }

    private void WriteBlocks()
    {
        while (true)
        {
            _waiting.Wait();
            (byte[] block, int length) = Next();
            if (length == 0)
            {
                break;
            }

            Write(block, length);
        }

        Try(_stream.Dispose);
    }

    private (byte[] Block, int Length) Next()
    {
        lock (_gate)
        {
            return _full.Dequeue();
        }
    }

    private void Write(byte[] block, int length)
    {
        if (Fault is null && Try(() => _stream.Write(block, 0, length)))
        {
            Volatile.Write(ref _bytesWritten, _bytesWritten + length);
        }

        lock (_gate)
        {
            _empty.Push(block);
        }

        if (_waits)
        {
            _emptied.Release();
        }
    }

    private bool Try(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ObjectDisposedException)
        {
            Volatile.Write(ref _fault, e);
            return false;
        }
    }
}
