namespace TurtlGraph.Caching;

/// <summary>Records of one length, one behind the other.</summary>
internal sealed class TraceRecords(Stream stream, int length) : IDisposable
{
    private readonly byte[] _buffer = new byte[65_536 / length * length];
    private int _start, _end;
    private long _bufferOffset;

    /// <summary>Where the last record begins.</summary>
    public long Offset { get; private set; }

    /// <summary>The next record; valid until the next call.</summary>
    /// <exception cref="TraceFormatException">The last record is cut short.</exception>
    public bool TryNext(out ReadOnlySpan<byte> record)
    {
        if (_start == _end)
        {
            Fill();
        }

        record = default;
        Offset = _bufferOffset + _start;
        if (_start == _end)
        {
            return false;
        }

        if (_end - _start < length)
        {
            throw TraceFormatException.AtOffset(Offset, $"the last record has {_end - _start} of {length} bytes; the trace is cut short or of another format");
        }

        record = _buffer.AsSpan(_start, length);
        _start += length;
        return true;
    }

    public void Dispose() => stream.Dispose();

    private void Fill()
    {
        _bufferOffset += _end;
        _start = 0;
        _end = stream.ReadAtLeast(_buffer, _buffer.Length, throwOnEndOfStream: false);
    }
}
