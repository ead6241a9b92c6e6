using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace TurtlGraph.Caching;

/// <summary>
/// Writes events to a file, a few bytes each, through a bounded ring of blocks that a thread of its own empties: the thread that
/// writes events never waits for the file. When the ring is full, events are lost, counted, and the count stands in the file.
/// </summary>
/// <remarks>
/// <para>Layout: magic, version, length and text of the description (JSON); then blocks, each with a checksum. An event is a byte of
/// kind and flags, the asset's number, and what the flags announce: value, data. An asset's first event brings its key and bytes along.</para>
/// <para>Thread-safety: one thread writes events; the counts may be read by any. Writing events allocates nothing.</para>
/// </remarks>
public sealed class RecordingWriter : IDisposable
{
    internal const byte HasValue = 0x80;
    internal const byte HasData = 0x40;
    private const int LongestHead = 1 + (4 * Varint.MaxLength) + sizeof(ulong);

    private readonly RecordingFile _file;
    private readonly bool _waits;
    private ulong[] _defined = [];
    private byte[]? _block;
    private int _length;
    private uint _lostBefore;
    private uint _blockFrame, _frame;
    private long _blockTime, _time;
    private long _events, _lost;

    /// <summary>Begins a recording.</summary>
    /// <param name="stream">The file; owned by the writer.</param>
    /// <param name="description">What was recorded and how, as JSON.</param>
    /// <param name="options">Buffering; <see langword="null"/> for the defaults.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public RecordingWriter(Stream stream, string description, RecordingWriterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(description);
        options ??= new RecordingWriterOptions();
        options.Validate();
        WriteHeader(stream, Encoding.UTF8.GetBytes(description));
        _file = new RecordingFile(stream, options);
        _waits = options.WaitsForFile;
    }

    /// <summary>Events written so far, in the file or on their way there. Any thread.</summary>
    public long Events => Volatile.Read(ref _events);

    /// <summary>Events lost because the file did not keep up, or could not be written. Any thread.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>Bytes that have reached the file. Any thread.</summary>
    public long BytesWritten => _file.BytesWritten;

    /// <summary>Why the file can no longer be written; <see langword="null"/> while it can. Any thread.</summary>
    public Exception? Fault => _file.Fault;

    /// <summary>Makes room for the numbers 0 to <paramref name="count"/> - 1, so that none of them allocates later.</summary>
    public void EnsureAssets(int count)
    {
        if (count > _defined.Length * 64)
        {
            Array.Resize(ref _defined, Math.Max((count + 63) / 64, _defined.Length * 2));
        }
    }

    /// <summary>Begins the next frame.</summary>
    /// <param name="time">When, in the recording's unit; not before the last one.</param>
    /// <param name="data">What else there is to say about it, at most 4 KiB less 64 bytes, as for every event.</param>
    public void BeginFrame(long time, ReadOnlySpan<byte> data)
    {
        long before = _time;
        if (TryBegin(data.Length))
        {
            Append(RecordedKind.Frame, -1, 0, 0, time - before, data);
        }

        _time = time;
        _frame++;
    }

    /// <summary>Writes an event that is about no asset.</summary>
    public void Write(RecordedKind kind, long value = 0, ReadOnlySpan<byte> data = default)
    {
        if (TryBegin(data.Length))
        {
            Append(kind, -1, 0, 0, value, data);
        }
    }

    /// <summary>Writes an event.</summary>
    /// <param name="kind">Its kind, any but <see cref="RecordedKind.Frame"/>.</param>
    /// <param name="asset">The asset's number, which the caller gives out from 0 on and never changes.</param>
    /// <param name="key">The asset's key.</param>
    /// <param name="size">The asset's bytes.</param>
    /// <param name="value">What the kind says.</param>
    /// <param name="data">What the kind says besides.</param>
    public void Write(RecordedKind kind, int asset, ulong key, int size, long value = 0, ReadOnlySpan<byte> data = default)
    {
        if (TryBegin(data.Length))
        {
            Append(kind, asset, key, size, value, data);
        }
    }

    /// <summary>Writes <see cref="RecordedKind.End"/>, waiting for the file if it must: the recording is whole.</summary>
    public void Finish(ReadOnlySpan<byte> data = default)
    {
        Flush();
        _block ??= _file.Rent();
        if (_block is not null)
        {
            BeginBlock();
            Append(RecordedKind.End, -1, 0, 0, 0, data);
            Flush();
        }
    }

    /// <summary>Writes all that waits, closes the file and stops the thread. A fault of the file is in <see cref="Fault"/>, not thrown.</summary>
    public void Dispose()
    {
        Flush();
        _file.Dispose();
    }

    private static void WriteHeader(Stream stream, byte[] description)
    {
        Span<byte> header = stackalloc byte[16];
        RecordingBlock.Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], RecordingBlock.Version);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], description.Length);
        stream.Write(header);
        stream.Write(description);
    }

    /// <summary>Finds room for one more event; false when it is lost.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryBegin(int dataLength)
    {
        if (_block is { } block && _length + LongestHead + dataLength <= block.Length)
        {
            _events++;
            return true;
        }

        return TryBeginBlock(dataLength);
    }

    private bool TryBeginBlock(int dataLength)
    {
        Flush();
        _block ??= _waits ? _file.Rent() : _file.TryRent();
        if (_block is null || RecordingBlock.HeaderLength + LongestHead + dataLength > _block.Length)
        {
            _lostBefore++;
            _lost++;
            return false;
        }

        BeginBlock();
        return true;
    }

    private void BeginBlock()
    {
        _length = RecordingBlock.HeaderLength;
        _blockFrame = _frame;
        _blockTime = _time;
        _events++;
    }

    private void Flush()
    {
        if (_block is { } block && _length > RecordingBlock.HeaderLength)
        {
            new RecordingBlock(_length - RecordingBlock.HeaderLength, _lostBefore, _blockFrame, _blockTime).Seal(block);
            _lostBefore = 0;
            _file.Hand(block, _length);
            _block = null;
        }
    }

    private void Append(RecordedKind kind, int asset, ulong key, int size, long value, ReadOnlySpan<byte> data)
    {
        Span<byte> block = _block;
        int at = _length;
        block[at++] = (byte)((byte)kind | (value != 0 ? HasValue : 0) | (data.IsEmpty ? 0 : HasData));
        if (asset < 0)
        {
            block[at++] = 0;
        }
        else
        {
            bool isNew = Define(asset);
            at = Varint.Write(block, at, ((ulong)(uint)asset << 1) + (isNew ? 2UL : 1UL));
            if (isNew)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(block[at..], key);
                at = Varint.Write(block, at + sizeof(ulong), (uint)size);
            }
        }

        if (value != 0)
        {
            at = Varint.Write(block, at, Varint.Fold(value));
        }

        if (!data.IsEmpty)
        {
            at = Varint.Write(block, at, (uint)data.Length);
            data.CopyTo(block[at..]);
            at += data.Length;
        }

        _length = at;
    }

    private bool Define(int asset)
    {
        EnsureAssets(asset + 1);
        ref ulong word = ref _defined[asset >> 6];
        ulong bit = 1UL << asset;
        bool isNew = (word & bit) == 0;
        word |= bit;
        return isNew;
    }
}
