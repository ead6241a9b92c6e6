namespace TurtlGraph.Bundles;

/// <summary>
/// Reads Zstandard frames (RFC 8878), one behind the other, through the system's libzstd, as they come. Reads forward only. One thread at a time.
/// </summary>
public sealed unsafe class ZstdDecompressionStream : Stream
{
    private const int InputBytes = 128 << 10;

    // From windows above 128 MiB the library asks for consent; this is as much as its own long mode uses.
    private const int WindowLogMax = 31;
    private const int WindowLogMaxParameter = 100;

    private readonly Stream _source;
    private readonly NativeContext _context;
    private readonly delegate* unmanaged<void*, Piece*, Piece*, nuint> _decompress;
    private readonly delegate* unmanaged<nuint, uint> _isError;
    private readonly byte[] _input = new byte[InputBytes];
    private int _at, _end;
    private long _consumed;
    private bool _isWithinFrame, _isDisposed;

    /// <summary>Reads from a stream.</summary>
    /// <param name="source">Compressed bytes; owned by this stream.</param>
    /// <exception cref="CodecUnavailableException">libzstd is not on this machine.</exception>
    public ZstdDecompressionStream(Stream source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var library = new SystemLibrary(CodecId.Zstd, "libzstd1", SystemLibrary.UsualNames("zstd", 1));
        nint create = library.Function("ZSTD_createDCtx"), free = library.Function("ZSTD_freeDCtx");
        var setParameter = (delegate* unmanaged<void*, int, int, nuint>)library.Function("ZSTD_DCtx_setParameter");
        _decompress = (delegate* unmanaged<void*, Piece*, Piece*, nuint>)library.Function("ZSTD_decompressStream");
        _isError = (delegate* unmanaged<nuint, uint>)library.Function("ZSTD_isError");
        if (create == 0 || free == 0 || _decompress == null || _isError == null)
        {
            throw library.Missing();
        }

        _source = source;
        _context = NativeContext.Create(create, free);
        if (setParameter != null)
        {
            _ = setParameter(_context.Pointer, WindowLogMaxParameter, WindowLogMax);
        }
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException("The decompressed length is not known before the end.");

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException("The stream reads forward only.");
        set => throw new NotSupportedException("The stream reads forward only.");
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        return Read(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The bytes are no Zstandard frame, are damaged, or end within one.</exception>
    public override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (buffer.IsEmpty)
        {
            return 0;
        }

        while (true)
        {
            if (_at == _end && !Fill() && !_isWithinFrame)
            {
                return 0;
            }

            bool atEnd = _at == _end;
            int written = Decompress(buffer);
            if (written > 0)
            {
                return written;
            }

            if (atEnd && _isWithinFrame)
            {
                throw new InvalidDataException($"The zstd data ends within a frame, after {_consumed:N0} bytes; the file is cut short.");
            }
        }
    }

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The stream reads forward only.");

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException("The stream is read only.");

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream is read only.");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            _context.Dispose();
            _source.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool Fill()
    {
        _at = 0;
        _end = _source.Read(_input, 0, _input.Length);
        return _end > 0;
    }

    private int Decompress(Span<byte> buffer)
    {
        fixed (byte* to = buffer, from = _input)
        {
            var output = new Piece { Pointer = to, Length = (nuint)buffer.Length };
            var input = new Piece { Pointer = from, Length = (nuint)_end, At = (nuint)_at };
            nuint hint = _decompress(_context.Pointer, &output, &input);
            if (_isError(hint) != 0)
            {
                throw new InvalidDataException($"The zstd data is damaged, or none, at about byte {_consumed:N0} of the file.");
            }

            // Nothing taken and nothing given says nothing new about the frame.
            _isWithinFrame = hint != 0 && (_isWithinFrame || (int)input.At > _at || output.At > 0);
            _consumed += (int)input.At - _at;
            _at = (int)input.At;
            return (int)output.At;
        }
    }

    /// <summary>ZSTD_inBuffer and ZSTD_outBuffer.</summary>
    private struct Piece
    {
        public byte* Pointer;
        public nuint Length;
        public nuint At;
    }
}
