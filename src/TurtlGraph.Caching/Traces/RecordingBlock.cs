using System.Buffers.Binary;

namespace TurtlGraph.Caching;

/// <summary>
/// What stands before each run of events in a recording, little-endian: length of the events, CRC-32C of the rest of this header and the
/// events, events lost before them, number of the frame they begin in, its time.
/// </summary>
internal readonly record struct RecordingBlock(int Length, uint Lost, uint Frame, long Time)
{
    public const int HeaderLength = 24;

    /// <summary>Longest run of events.</summary>
    public const int MaxLength = 1 << 24;

    /// <summary>Starts a recording: not text, and its line ends do not survive a careless copy.</summary>
    public static ReadOnlySpan<byte> Magic => [0x89, (byte)'T', (byte)'U', (byte)'R', (byte)'T', (byte)'R', (byte)'\r', (byte)'\n'];

    public const uint Version = 1;

    /// <summary>Completes a block whose events stand behind the room for its header.</summary>
    public void Seal(Span<byte> block)
    {
        BinaryPrimitives.WriteInt32LittleEndian(block, Length);
        BinaryPrimitives.WriteUInt32LittleEndian(block[8..], Lost);
        BinaryPrimitives.WriteUInt32LittleEndian(block[12..], Frame);
        BinaryPrimitives.WriteInt64LittleEndian(block[16..], Time);
        BinaryPrimitives.WriteUInt32LittleEndian(block[4..], Crc32C.Compute(block[8..(HeaderLength + Length)]));
    }

    public static RecordingBlock Read(ReadOnlySpan<byte> header, out uint checksum)
    {
        checksum = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        return new RecordingBlock(
            BinaryPrimitives.ReadInt32LittleEndian(header),
            BinaryPrimitives.ReadUInt32LittleEndian(header[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(header[16..]));
    }
}
