namespace TurtlGraph.Caching;

/// <summary>Appends records to a segment file, small ones gathered in a buffer. The store's thread only.</summary>
internal sealed class RecordAppender(IStoreFile file, uint storeId, ulong segment)
{
    private const int BufferBytes = 256 << 10;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);
    private int _gathered;

    /// <summary>Where the next record goes.</summary>
    public long Position { get; private set; }

    /// <summary>The lowest number of a record so far.</summary>
    public ulong FirstSequence { get; private set; } = ulong.MaxValue;

    private long Written => Position - _gathered;

    /// <summary>Begins the file.</summary>
    public void Begin(long expiry)
    {
        var header = SegmentHeader.Of(storeId, segment, expiry);
        SegmentHeader.Bytes(ref header).CopyTo(_buffer);
        _gathered = SegmentHeader.Size;
        Position = SegmentHeader.Size;
    }

    /// <summary>Adds a record and returns where it begins. Its header is sealed for that place.</summary>
    public long Append(ref RecordHeader header, ReadOnlySpan<byte> payload)
    {
        long offset = Position;
        header.Seal(storeId, segment, offset);
        FirstSequence = Math.Min(FirstSequence, header.Sequence);
        Put(System.Runtime.InteropServices.MemoryMarshal.AsBytes(new ReadOnlySpan<RecordHeader>(in header)));
        Put(payload);
        Span<byte> padding = stackalloc byte[RecordHeader.Alignment];
        padding.Clear();
        Put(padding[..(int)(-Position & (RecordHeader.Alignment - 1))]);
        return offset;
    }

    /// <summary>Hands what was gathered to the system.</summary>
    public void WriteOut()
    {
        if (_gathered > 0)
        {
            file.Write(_buffer.AsSpan(0, _gathered), Written);
            _gathered = 0;
        }
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > BufferBytes - _gathered)
        {
            WriteOut();
        }

        if (bytes.Length > BufferBytes)
        {
            file.Write(bytes, Position);
        }
        else
        {
            bytes.CopyTo(_buffer.AsSpan(_gathered));
            _gathered += bytes.Length;
        }

        Position += bytes.Length;
    }
}
