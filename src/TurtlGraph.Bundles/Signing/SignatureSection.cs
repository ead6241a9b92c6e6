using System.Runtime.InteropServices;
using System.Text;
using TurtlGraph.Memory;

namespace TurtlGraph.Bundles;

/// <summary>
/// The bytes of the section <see cref="SectionTag.Signature"/>: fixed fields, label, signature. It lies behind the table region,
/// whose hash it signs; its row in the directory lies inside.
/// </summary>
internal static class SignatureSection
{
    /// <summary>Bytes of the longest one.</summary>
    public const int MaxLength = SignatureFields.Size + BundleSignature.MaxLabelLength + EcdsaForm.Length;

    /// <summary>What the signed message starts with, so that no signature for another purpose fits.</summary>
    private static ReadOnlySpan<byte> Context => "TurtlGraph bundle manifest 1\0"u8;

    /// <summary>Bytes of a section with a label of so many bytes.</summary>
    public static int LengthFor(int labelLength) => SignatureFields.Size + labelLength + EcdsaForm.Length;

    /// <summary>Signs what <paramref name="header"/> stands for.</summary>
    public static byte[] Write(in BundleHeader header, BundleSigningKey key, ReadOnlySpan<byte> label, long contentVersion)
    {
        var fields = new SignatureFields
        {
            Version = SignatureFields.CurrentVersion,
            Algorithm = SignatureFields.EcdsaP256,
            LabelLength = (uint)label.Length,
            ContentVersion = contentVersion,
            KeyId = key.PublicKey.Id,
            TablesHash = header.TablesHash,
            HeaderHash = header.HeaderHash,
        };
        byte[] section = new byte[LengthFor(label.Length)];
        MemoryMarshal.Write(section, in fields);
        label.CopyTo(section.AsSpan(SignatureFields.Size));
        key.Sign(Message(section.AsSpan(..^EcdsaForm.Length)), section.AsSpan(^EcdsaForm.Length..));
        return section;
    }

    /// <summary>Reads the section of an opened file, if there is one. Says nothing yet about who signed.</summary>
    /// <exception cref="BundleFormatException">It is not one.</exception>
    public static BundleSignature? Read(BundleFile file, BundleTables tables, string path)
    {
        if (tables.Signature is not { } row)
        {
            return null;
        }

        if (row.Length is < SignatureFields.Size + EcdsaForm.Length or > MaxLength)
        {
            throw new BundleFormatException(path, row.Offset, $"its signature has {row.Length} bytes, which none has");
        }

        byte[] section = new byte[row.Length];
        if (file.TryRead(row.Offset, section) != MappedReadStatus.Ok)
        {
            throw new BundleFormatException(path, row.Offset, "its signature cannot be read: the file was cut, or the device failed");
        }

        SignatureFields fields = MemoryMarshal.Read<SignatureFields>(section);
        if (fields.Version != SignatureFields.CurrentVersion || fields.Algorithm != SignatureFields.EcdsaP256)
        {
            throw new BundleFormatException(
                path, row.Offset, $"its signature is of version {fields.Version} and algorithm {fields.Algorithm}; this library knows version 1 and algorithm 1");
        }

        if (fields.LabelLength != row.Length - SignatureFields.Size - EcdsaForm.Length || fields.ContentVersion < 0)
        {
            throw new BundleFormatException(path, row.Offset, "the label of its signature does not fit, or its version is negative");
        }

        ReadOnlySpan<byte> label = section.AsSpan(SignatureFields.Size, (int)fields.LabelLength);
        if (!label.IsEmpty && AssetName.TextFault(label) is { } fault)
        {
            throw new BundleFormatException(path, row.Offset, $"the label of its signature is refused: {fault}");
        }

        return new BundleSignature(
            in fields, Encoding.UTF8.GetString(label), Message(section.AsSpan(..^EcdsaForm.Length)), section[^EcdsaForm.Length..],
            tables.Header.HeaderHash);
    }

    private static byte[] Message(ReadOnlySpan<byte> manifest) => [.. Context, .. manifest];
}
