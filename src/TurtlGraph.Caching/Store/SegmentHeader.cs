using System.Globalization;
using System.Runtime.InteropServices;

namespace TurtlGraph.Caching;

/// <summary>The first 64 bytes of a segment file, little-endian. Records follow; each says by itself where it belongs, so a damaged segment header costs none of them.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1, Size = Size)]
internal struct SegmentHeader
{
    public const int Size = 64;
    public const uint FormatVersion = 1;

    /// <summary>"TGSEGMNT".</summary>
    private const ulong MagicValue = 0x544E4D4745534754;
    private const string Suffix = ".segment";
    private const int Digits = 12;

    private ulong _magic;
    public uint Format;
    public uint StoreId;
    public ulong Number;

    /// <summary>Seconds since 1970 after which every record in it has expired; 0 for never.</summary>
    public long Expiry;
    private unsafe fixed byte _reserved[28];
    private uint _checksum;

    public static SegmentHeader Of(uint storeId, ulong number, long expiry, uint format = FormatVersion)
    {
        var header = new SegmentHeader { _magic = MagicValue, Format = format, StoreId = storeId, Number = number, Expiry = expiry };
        header._checksum = header.Checksum();
        return header;
    }

    public readonly bool IsWhole => _magic == MagicValue && _checksum == Checksum();

    public static Span<byte> Bytes(ref SegmentHeader header) => MemoryMarshal.AsBytes(new Span<SegmentHeader>(ref header));

    public static string NameOf(ulong number) => number.ToString("x12", CultureInfo.InvariantCulture) + Suffix;

    public static bool TryParseName(string name, out ulong number)
    {
        number = 0;
        return name.Length == Digits + Suffix.Length
            && name.EndsWith(Suffix, StringComparison.Ordinal)
            && ulong.TryParse(name.AsSpan(0, Digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
    }

    private readonly uint Checksum() =>
        Crc32C.Compute(MemoryMarshal.AsBytes(new ReadOnlySpan<SegmentHeader>(in this))[..(Size - sizeof(uint))]);
}
