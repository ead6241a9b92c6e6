namespace TurtlGraph.Bundles;

/// <summary>A stream over a block of memory, for the framework's compressors, which know streams only. Bytes past its end are counted as lost.</summary>
internal sealed unsafe class BlockStream : Stream
{
    private byte* _start;
    private int _length;
    private int _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _at;
        set => throw new NotSupportedException();
    }

    /// <summary>Whether something did not fit.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>Begins at the first byte of other memory.</summary>
    public void Place(byte* start, int length)
    {
        _start = start;
        _length = length;
        _at = 0;
        Overflowed = false;
    }

    public override int Read(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _length - _at);
        new ReadOnlySpan<byte>(_start + _at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _length - _at);
        buffer[..count].CopyTo(new Span<byte>(_start + _at, count));
        _at += count;
        Overflowed |= count < buffer.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Nothing is held back.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
