using System.Runtime.InteropServices;

namespace TurtlGraph.Bundles;

/// <summary>The fixed part of the signed manifest, the start of the section <see cref="SectionTag.Signature"/>.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct SignatureFields
{
    /// <summary>Bytes of it.</summary>
    public const int Size = 128;

    /// <summary>The only version of the manifest.</summary>
    public const ushort CurrentVersion = 1;

    /// <summary>ECDSA on P-256 with SHA-256, r and s as 32 bytes each, the smaller s.</summary>
    public const ushort EcdsaP256 = 1;

    [FieldOffset(0)] public ushort Version;
    [FieldOffset(2)] public ushort Algorithm;
    [FieldOffset(4)] public uint LabelLength;
    [FieldOffset(8)] public long ContentVersion;
    [FieldOffset(32)] public Hash256 KeyId;
    [FieldOffset(64)] public Hash256 TablesHash;
    [FieldOffset(96)] public Hash256 HeaderHash;
}
