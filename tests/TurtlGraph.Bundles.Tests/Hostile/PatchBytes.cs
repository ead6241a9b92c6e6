using System.Runtime.InteropServices;

namespace TurtlGraph.Bundles.Tests;

/// <summary>The bytes of a patch with access to its structure, to change them and make the hashes match again.</summary>
internal sealed class PatchBytes(byte[] bytes)
{
    public byte[] Bytes { get; } = bytes;

    public ref PatchHeader Header => ref MemoryMarshal.AsRef<PatchHeader>(Bytes.AsSpan(0, PatchHeader.Size));

    /// <summary>Steps as the packer laid them out: at the end of the file.</summary>
    public Span<PatchStep> Steps => MemoryMarshal.Cast<byte, PatchStep>(Bytes.AsSpan(StepsAt));

    public Span<byte> Literals => Bytes.AsSpan(PatchHeader.Size, StepsAt - PatchHeader.Size);

    private int StepsAt { get; } = (int)(PatchHeader.Size + MemoryMarshal.Read<PatchHeader>(bytes).LiteralLength);

    public PatchBytes Copy() => new((byte[])Bytes.Clone());

    /// <summary>Makes the hashes of header, steps and literals fit, as an attacker would; the one of the new file only if it is given.</summary>
    public PatchBytes Seal(Hash256? newFile = null)
    {
        Header.StepsHash = Blake3.Hash(Bytes.AsSpan(StepsAt));
        Header.LiteralsHash = Blake3.Hash(Literals);
        Header.NewFileHash = newFile ?? Header.NewFileHash;
        Header.HeaderHash = Blake3.Hash(Bytes.AsSpan(0, PatchHeader.HashedSize));
        return this;
    }
}
