using System.Runtime.InteropServices;

namespace TurtlGraph.Bundles.Tests;

/// <summary>The bytes of a bundle with access to its structure, to change them and make the hashes match again.</summary>
internal sealed class BundleBytes(byte[] bytes)
{
    public byte[] Bytes { get; } = bytes;

    public ref BundleHeader Header => ref MemoryMarshal.AsRef<BundleHeader>(Bytes.AsSpan(0, BundleHeader.Size));

    public Span<SectionRow> Rows => MemoryMarshal.Cast<byte, SectionRow>(
        Bytes.AsSpan((int)Header.TablesOffset, (int)Header.SectionCount * SectionRow.Size));

    public static BundleBytes Of(BundleItem[] items, BundleBuilderOptions options)
    {
        using var folder = new TempFolder();
        Samples.Pack(folder["b.turtl"], items, options);
        return new BundleBytes(File.ReadAllBytes(folder["b.turtl"]));
    }

    public BundleBytes Copy() => new((byte[])Bytes.Clone());

    /// <summary>Whether a column still lies in the file with a value an entry.</summary>
    public bool Has(SectionTag tag, int elementSize)
    {
        foreach (SectionRow row in Rows)
        {
            if (row.Tag == tag)
            {
                return row.Offset >= Header.TablesOffset + ((long)Header.SectionCount * SectionRow.Size) && row.Length == (long)Header.EntryCount * elementSize && row.Offset <= Bytes.Length - row.Length;
            }
        }

        return false;
    }

    public Span<byte> Section(SectionTag tag)
    {
        foreach (SectionRow row in Rows)
        {
            if (row.Tag == tag)
            {
                return Bytes.AsSpan((int)row.Offset, (int)row.Length);
            }
        }

        throw new KeyNotFoundException(tag.ToString());
    }

    public Span<T> Section<T>(SectionTag tag)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Section(tag));

    /// <summary>Makes both hashes fit the changed bytes, as an attacker would. The table region must still lie in the file.</summary>
    public BundleBytes Seal()
    {
        long offset = Header.TablesOffset;
        long length = Header.TablesLength;
        if (offset >= 0 && length >= 0 && offset <= Bytes.Length && length <= Bytes.Length - offset)
        {
            Header.TablesHash = Blake3.Hash(Bytes.AsSpan((int)offset, (int)length));
        }

        Header.HeaderHash = Blake3.Hash(Bytes.AsSpan(0, BundleHeader.HashedSize));
        return this;
    }
}
