namespace TurtlGraph.Caching;

/// <summary>
/// Goes over a segment in steps and tells what lies in it. A damaged header ends nothing: the next whole one is looked for at each place
/// where a record may begin. One thread.
/// </summary>
internal sealed class SegmentScanner(StoreSegment segment, uint storeId, long from, long to)
{
    private const int WindowBytes = 256 << 10;

    private readonly byte[] _window = GC.AllocateUninitializedArray<byte>(WindowBytes);
    private long _windowStart = -1;
    private int _windowLength;
    private long _offset = Math.Max(from, SegmentHeader.Size);
    private long _gap = -1;

    public StoreSegment Segment => segment;

    /// <summary>How far it has come.</summary>
    public long Offset => _offset;

    /// <summary>Goes on for about so many bytes; false when the segment's end has been reached.</summary>
    public bool Step(long bytes, IScanSink sink)
    {
        long stop = _offset + bytes;
        while (_offset + RecordHeader.Size <= to)
        {
            if (_offset >= stop)
            {
                return true;
            }

            RecordHeader header = RecordHeader.In(Window(_offset, RecordHeader.Size));
            if (header.IsAt(storeId, segment.Number, _offset) && _offset + RecordHeader.Size + header.Length <= to)
            {
                EndGap(sink, isTail: false);
                sink.Record(in header, segment, _offset, ChecksumOf(in header) == header.PayloadChecksum);
                _offset += header.StoredLength;
            }
            else
            {
                _gap = _gap < 0 ? _offset : _gap;
                _offset += RecordHeader.Alignment;
            }
        }

        if (_offset < to && _gap < 0)
        {
            _gap = _offset;
        }

        _offset = Math.Max(_offset, to);
        EndGap(sink, isTail: true);
        return false;
    }

    private void EndGap(IScanSink sink, bool isTail)
    {
        if (_gap >= 0)
        {
            sink.Gap(segment, _gap, isTail ? to : _offset, isTail);
            _gap = -1;
        }
    }

    private uint ChecksumOf(in RecordHeader header)
    {
        uint checksum = 0;
        long at = _offset + RecordHeader.Size;
        long end = at + header.Length;
        while (at < end)
        {
            Span<byte> piece = Window(at, (int)Math.Min(WindowBytes, end - at));
            checksum = Crc32C.Compute(piece, checksum);
            at += piece.Length;
        }

        return checksum;
    }

    // Bytes that cannot be read count as zeros, which are no header and match no checksum.
    private Span<byte> Window(long offset, int length)
    {
        if (offset < _windowStart || _windowStart < 0 || offset + length > _windowStart + _windowLength)
        {
            _windowStart = offset;
            _windowLength = WindowBytes;
            int read = 0;
            try
            {
                read = segment.File.Read(_window, [], offset);
            }
            catch (IOException)
            {
            }

            _window.AsSpan(read).Clear();
        }

        return _window.AsSpan((int)(offset - _windowStart), length);
    }
}
