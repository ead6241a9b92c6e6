using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TurtlGraph.Caching;

/// <summary>
/// What stands before each record's bytes, in 64 bytes, little-endian. It says in which store and where in which segment it lies, so that
/// bytes of a record which look like a header, or a header that got to another place, are not taken for one.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 1, Size = Size)]
internal struct RecordHeader
{
    public const int Size = 64;

    /// <summary>Records begin at multiples of this.</summary>
    public const int Alignment = 64;

    /// <summary>"TGR1".</summary>
    private const uint MagicValue = 0x31524754;

    private const byte TombstoneFlag = 1;

    private uint _magic;
    public uint StoreId;
    public StoreKey Key;

    /// <summary>Of two records with the same key the one with the higher number counts.</summary>
    public ulong Sequence;
    public ulong Version;

    /// <summary>Bytes behind the header.</summary>
    public int Length;
    public byte Codec;
    private byte _flags;
    private ushort _segment;

    /// <summary>Seconds since 1970, 0 for never.</summary>
    public uint ExpiresAt;

    /// <summary>Checksum of the bytes behind the header.</summary>
    public uint PayloadChecksum;
    private uint _unit;
    private uint _checksum;

    /// <summary>Whether it says that the key was deleted.</summary>
    public readonly bool IsTombstone => (_flags & TombstoneFlag) != 0;

    /// <summary>Bytes that the record takes in its segment.</summary>
    public readonly long StoredLength => StoredLengthOf(Length);

    public static long StoredLengthOf(int payload) => ((long)payload + Size + Alignment - 1) & -Alignment;

    public static RecordHeader Tombstone(StoreKey key, ulong sequence) => new() { Key = key, Sequence = sequence, _flags = TombstoneFlag };

    /// <summary>Ties the header to its place and closes it with its checksum.</summary>
    public void Seal(uint storeId, ulong segment, long offset)
    {
        _magic = MagicValue;
        StoreId = storeId;
        _segment = (ushort)segment;
        _unit = (uint)(offset / Alignment);
        _checksum = Checksum();
    }

    /// <summary>Whether it is whole and lies where it was written.</summary>
    public readonly bool IsAt(uint storeId, ulong segment, long offset) =>
        _magic == MagicValue && StoreId == storeId && _segment == (ushort)segment && _unit == (uint)(offset / Alignment) && Length >= 0 && _checksum == Checksum();

    public readonly bool IsExpired(long now) => ExpiresAt != 0 && ExpiresAt <= now;

    public static ref RecordHeader In(Span<byte> bytes) => ref MemoryMarshal.AsRef<RecordHeader>(bytes);

    public readonly StoreRecord Describe() =>
        new(Length, Version, Codec, ExpiresAt == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(ExpiresAt));

    private readonly uint Checksum() =>
        Crc32C.Compute(MemoryMarshal.AsBytes(new ReadOnlySpan<RecordHeader>(in this))[..(Size - sizeof(uint))]);
}
