using System.Runtime.InteropServices;

namespace TurtlGraph.Bundles;

/// <summary>
/// The first 256 bytes of a bundle. <see cref="TablesHash"/> covers the table region (section directory and sections);
/// <see cref="HeaderHash"/> covers the bytes of the header before it, so it stands for header and tables together.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct BundleHeader
{
    /// <summary>Bytes of the header.</summary>
    public const int Size = 256;

    /// <summary>Bytes of the header that its hash covers.</summary>
    public const int HashedSize = 192;

    /// <summary>0x89 "TURTL" CR LF: a transfer that changes line ends or strips the top bit breaks it.</summary>
    public const ulong MagicValue = 0x0A0D_4C54_5255_5489;

    /// <summary>The version this library writes and reads.</summary>
    public const ushort CurrentVersion = 1;

    /// <summary>Feature: some entries are decoded with trained dictionaries.</summary>
    public const uint DictionaryFeature = 1;

    /// <summary>Sections start on such a boundary, and so do compressed payloads.</summary>
    public const int Alignment = 64;

    /// <summary>Payloads that are stored as they are, and those of several blocks, start on such a boundary.</summary>
    public const int PageAlignment = 4096;

    [FieldOffset(0)] public ulong Magic;

    /// <summary>A reader refuses another version.</summary>
    [FieldOffset(8)] public ushort Version;

    /// <summary>A reader ignores it: additions that old readers may pass over.</summary>
    [FieldOffset(10)] public ushort MinorVersion;

    /// <summary>Features a reader must know; it refuses a bit it does not know.</summary>
    [FieldOffset(12)] public uint Features;

    [FieldOffset(16)] public uint HeaderSize;
    [FieldOffset(20)] public uint SectionCount;
    [FieldOffset(24)] public long FileLength;
    [FieldOffset(32)] public long TablesOffset;
    [FieldOffset(40)] public long TablesLength;
    [FieldOffset(48)] public long PayloadOffset;
    [FieldOffset(56)] public long PayloadLength;
    [FieldOffset(64)] public int EntryCount;
    [FieldOffset(68)] public int BlockCount;
    [FieldOffset(72)] public int BlockSize;
    [FieldOffset(76)] public int DependencyCount;
    [FieldOffset(80)] public int MissingCount;
    [FieldOffset(84)] public int TypeNameCount;
    [FieldOffset(88)] public int LodGroupCount;
    [FieldOffset(92)] public int DictionaryCount;
    [FieldOffset(96)] public long DecodedTotal;
    [FieldOffset(128)] public Hash256 TablesHash;
    [FieldOffset(HashedSize)] public Hash256 HeaderHash;
}
