using System.Buffers.Binary;
using System.Text;

namespace TurtlGraph.Caching;

/// <summary>
/// Reads a recording, as <see cref="RecordingWriter"/> writes it, event by event. What is damaged or cut short is told with its offset;
/// all before it has been read by then. One thread at a time.
/// </summary>
public sealed class RecordingReader : IDisposable
{
    private const int HeaderLength = 16;
    private const int LongestDescription = 1 << 24;
    private readonly Stream _stream;
    private readonly List<(ulong Key, int Size)> _assets = [];
    private byte[] _block = [];
    private int _at, _length;
    private long _blockOffset;
    private uint _frame;
    private long _time;

    /// <summary>Opens a recording.</summary>
    /// <param name="stream">At its beginning; owned by the reader.</param>
    /// <exception cref="TraceFormatException">It is none, or of another version.</exception>
    public RecordingReader(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        byte[] header = new byte[HeaderLength];
        int length = stream.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false);
        if (length < HeaderLength || !header.AsSpan(0, 8).SequenceEqual(RecordingBlock.Magic))
        {
            throw TraceFormatException.AtOffset(0, "this does not begin as a recording of turtl does; is it of another format?");
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(8));
        if (version != RecordingBlock.Version)
        {
            throw TraceFormatException.AtOffset(8, $"the recording is of version {version}; this program reads version {RecordingBlock.Version}");
        }

        int description = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(12));
        if (description is < 0 or > LongestDescription)
        {
            throw TraceFormatException.AtOffset(12, $"a description of {description:N0} bytes; at most {LongestDescription:N0} are expected");
        }

        byte[] text = new byte[description];
        if (stream.ReadAtLeast(text, description, throwOnEndOfStream: false) < description)
        {
            throw TraceFormatException.AtOffset(HeaderLength, "the recording ends within its description");
        }

        Description = Encoding.UTF8.GetString(text);
        _blockOffset = HeaderLength + description;
    }

    /// <summary>What was recorded and how, as JSON.</summary>
    public string Description { get; }

    /// <summary>Events that were lost while it was recorded, as far as it was read.</summary>
    public long Lost { get; private set; }

    /// <summary>Whether the last event said that the recording is whole.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Bytes read so far.</summary>
    public long BytesRead => _blockOffset + (_length > 0 ? RecordingBlock.HeaderLength + _length : 0);

    /// <summary>Reads the next event.</summary>
    /// <exception cref="TraceFormatException">What follows is damaged or cut short.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public bool TryRead(out RecordedEvent item)
    {
        if (_at == _length && !TryNextBlock())
        {
            item = default;
            return false;
        }

        ReadOnlySpan<byte> block = _block.AsSpan(0, _length);
        long start = Offset;
        byte head = block[_at++];
        RecordedKind kind = (RecordedKind)(head & 0x3f);
        Require(Varint.TryRead(block, ref _at, out ulong reference), start);
        (ulong key, int size) = reference == 0 ? default : ReadAsset(block, reference - 1, start);
        ulong value = 0;
        Require((head & RecordingWriter.HasValue) == 0 || Varint.TryRead(block, ref _at, out value), start);
        ReadOnlySpan<byte> data = (head & RecordingWriter.HasData) != 0 ? ReadData(block, start) : default;
        if (kind == RecordedKind.Frame)
        {
            _frame++;
            _time += Varint.Unfold(value);
        }

        IsWhole = kind == RecordedKind.End;
        item = new RecordedEvent
        {
            Kind = kind,
            Frame = _frame,
            Time = _time,
            HasKey = reference != 0,
            Key = key,
            Size = size,
            Value = Varint.Unfold(value),
            Data = data,
        };
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private long Offset => _blockOffset + RecordingBlock.HeaderLength + _at;

    private static void Require(bool holds, long offset)
    {
        if (!holds)
        {
            throw TraceFormatException.AtOffset(offset, "an event that makes no sense, though its block is undamaged; the writer was faulty or hostile");
        }
    }

    private bool TryNextBlock()
    {
        _blockOffset = BytesRead;
        _at = _length = 0;
        Span<byte> header = stackalloc byte[RecordingBlock.HeaderLength];
        int read = _stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (read == 0)
        {
            return false;
        }

        RecordingBlock block = RecordingBlock.Read(header, out uint checksum);
        if (read < header.Length || block.Length is <= 0 or > RecordingBlock.MaxLength)
        {
            throw TraceFormatException.AtOffset(_blockOffset, "the recording ends within the header of a block, or the header is damaged; all before it is sound");
        }

        int whole = header.Length + block.Length;
        Array.Resize(ref _block, Math.Max(_block.Length, whole));
        header.CopyTo(_block);
        read = _stream.ReadAtLeast(_block.AsSpan(header.Length, block.Length), block.Length, throwOnEndOfStream: false);
        if (read < block.Length || Crc32C.Compute(_block.AsSpan(8, whole - 8)) != checksum)
        {
            throw TraceFormatException.AtOffset(
                _blockOffset, read < block.Length ? "the recording ends within a block; all before it is sound" : "the block's checksum is wrong; all before it is sound");
        }

        _block.AsSpan(header.Length, block.Length).CopyTo(_block);
        _length = block.Length;
        Lost += block.Lost;
        _frame = block.Frame;
        _time = block.Time;
        return true;
    }

    private (ulong Key, int Size) ReadAsset(ReadOnlySpan<byte> block, ulong reference, long start)
    {
        Require(reference >> 1 <= int.MaxValue, start);
        int asset = (int)(reference >> 1);
        if ((reference & 1) != 0)
        {
            Require(_at + sizeof(ulong) <= block.Length, start);
            ulong key = BinaryPrimitives.ReadUInt64LittleEndian(block[_at..]);
            _at += sizeof(ulong);
            Require(Varint.TryRead(block, ref _at, out ulong size) && size <= int.MaxValue, start);
            Define(asset, key, (int)size, start);
        }

        Require(asset < _assets.Count && _assets[asset].Size >= 0, start);
        return _assets[asset];
    }

    /// <summary>Numbers may come in any order, but not so far apart that a few bytes ask for all the memory there is.</summary>
    private void Define(int asset, ulong key, int size, long start)
    {
        Require(asset < (1 << 24) || asset < _assets.Count * 4L, start);
        while (_assets.Count <= asset)
        {
            _assets.Add((0, -1));
        }

        _assets[asset] = (key, size);
    }

    private ReadOnlySpan<byte> ReadData(ReadOnlySpan<byte> block, long start)
    {
        Require(Varint.TryRead(block, ref _at, out ulong length) && length <= (ulong)(block.Length - _at), start);
        ReadOnlySpan<byte> data = block.Slice(_at, (int)length);
        _at += (int)length;
        return data;
    }
}
