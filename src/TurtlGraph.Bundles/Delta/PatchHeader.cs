using System.Runtime.InteropServices;

namespace TurtlGraph.Bundles;

/// <summary>The first 256 bytes of a patch. Behind it lie the literal bytes, then the steps, to the end of the file.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct PatchHeader
{
    /// <summary>Bytes of the header.</summary>
    public const int Size = 256;

    /// <summary>Bytes of the header that its hash covers.</summary>
    public const int HashedSize = 224;

    /// <summary>0x89 "TURTP" CR LF.</summary>
    public const ulong MagicValue = 0x0A0D_5054_5255_5489;

    /// <summary>The version this library writes and reads.</summary>
    public const ushort CurrentVersion = 1;

    [FieldOffset(0)] public ulong Magic;
    [FieldOffset(8)] public ushort Version;
    [FieldOffset(10)] public ushort MinorVersion;
    [FieldOffset(12)] public uint Features;
    [FieldOffset(16)] public uint HeaderSize;
    [FieldOffset(20)] public int StepCount;
    [FieldOffset(24)] public long FileLength;
    [FieldOffset(32)] public long OldLength;
    [FieldOffset(40)] public long NewLength;

    /// <summary>The tables of the only bundle the patch fits.</summary>
    [FieldOffset(64)] public Hash256 OldTablesHash;

    /// <summary>The tables of the bundle it makes.</summary>
    [FieldOffset(96)] public Hash256 NewTablesHash;

    /// <summary>BLAKE3 of the whole file it makes.</summary>
    [FieldOffset(128)] public Hash256 NewFileHash;

    [FieldOffset(160)] public Hash256 StepsHash;
    [FieldOffset(192)] public Hash256 LiteralsHash;
    [FieldOffset(HashedSize)] public Hash256 HeaderHash;

    /// <summary>Bytes that the patch brings along.</summary>
    public readonly long LiteralLength => FileLength - Size - ((long)StepCount * PatchStep.Size);
}
