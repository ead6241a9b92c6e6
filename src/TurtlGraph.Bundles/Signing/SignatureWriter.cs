using System.Runtime.InteropServices;

namespace TurtlGraph.Bundles;

/// <summary>
/// Rewrites the tail of a whole bundle: table region with one more row in its directory, then the signature. The bundle is one
/// that the reader has checked or the packer has just written.
/// </summary>
internal sealed class SignatureWriter(FileStream file, string path)
{
    public BundleHeader Write(BundleSigningKey key, ReadOnlySpan<byte> label, long version)
    {
        BundleHeader header = default;
        ReadAt(0, MemoryMarshal.AsBytes(new Span<BundleHeader>(ref header)));
        byte[] tables = new byte[header.TablesLength];
        ReadAt(header.TablesOffset, tables);
        SectionRow[] rows = MemoryMarshal.Cast<byte, SectionRow>(tables.AsSpan(0, (int)header.SectionCount * SectionRow.Size)).ToArray();
        byte[] body = tables[Directory(rows.Length)..];
        SectionRow[] kept = Array.FindAll(rows, row => row.Tag != SectionTag.Signature);
        if (kept.Length == BundleLimits.MaxSections)
        {
            throw new PackException(path, "its section directory has no room for a signature");
        }

        long start = IsTail(header, rows) ? header.TablesOffset : Aligned(header.FileLength);
        long end = start + Directory(kept.Length + 1) + body.Length;
        long shift = start + Directory(kept.Length + 1) - header.TablesOffset - Directory(rows.Length);
        foreach (ref SectionRow row in kept.AsSpan())
        {
            long at = row.Offset - header.TablesOffset;
            if (at >= 0 && (at < header.TablesLength || (at == header.TablesLength && row.Length == 0)))
            {
                row.Offset += shift;
            }
        }

        int length = SignatureSection.LengthFor(label.Length);
        byte[] region = new byte[Aligned(end - start)];
        MemoryMarshal.AsBytes<SectionRow>([.. kept, Row(start + region.Length, length)]).CopyTo(region);
        body.CopyTo(region, Directory(kept.Length + 1));
        header.SectionCount = (uint)kept.Length + 1;
        header.TablesOffset = start;
        header.TablesLength = region.Length;
        header.FileLength = start + region.Length + length;
        header.TablesHash = Blake3.Hash(region);
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<BundleHeader>(ref header));
        header.HeaderHash = Blake3.Hash(bytes[..BundleHeader.HashedSize]);
        WriteAt(0, bytes);
        WriteAt(start, region);
        WriteAt(start + region.Length, SignatureSection.Write(in header, key, label, version));
        file.SetLength(header.FileLength);
        return header;
    }

    private static SectionRow Row(long offset, int length) =>
        new() { Tag = SectionTag.Signature, Offset = offset, Length = length, ElementSize = 1 };

    /// <summary>Whether nothing but an earlier signature lies behind the tables, so that they may grow where they are.</summary>
    private static bool IsTail(in BundleHeader header, SectionRow[] rows)
    {
        long end = header.TablesOffset + header.TablesLength;
        long signed = Array.Find(rows, row => row.Tag == SectionTag.Signature) is { Length: > 0 } row && row.Offset == end ? row.Length : 0;
        return end + signed == header.FileLength;
    }

    /// <summary>Bytes of a directory and the gap behind it.</summary>
    private static int Directory(int rows) => (int)Aligned((long)rows * SectionRow.Size);

    private static long Aligned(long length) => (length + BundleHeader.Alignment - 1) & -BundleHeader.Alignment;

    private void ReadAt(long offset, Span<byte> bytes)
    {
        file.Position = offset;
        file.ReadExactly(bytes);
    }

    private void WriteAt(long offset, ReadOnlySpan<byte> bytes)
    {
        file.Position = offset;
        file.Write(bytes);
    }
}
