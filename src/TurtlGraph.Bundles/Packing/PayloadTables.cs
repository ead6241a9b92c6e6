namespace TurtlGraph.Bundles;

/// <summary>What writing the payloads found out about each entry and block.</summary>
internal sealed class PayloadTables(int count)
{
    public long[] Offsets { get; } = new long[count];

    public int[] StoredLengths { get; } = new int[count];

    public int[] DecodedLengths { get; } = new int[count];

    public byte[] Codecs { get; } = new byte[count];

    /// <summary>The dictionary of each entry, from 1; 0 for none.</summary>
    public byte[] Dictionaries { get; } = new byte[count];

    public int[] FirstBlocks { get; } = new int[count];

    public Hash256[] Hashes { get; } = new Hash256[count];

    public List<uint> BlockOffsets { get; } = [];

    public List<uint> BlockLengths { get; } = [];

    public List<Hash256> BlockChainingValues { get; } = [];

    public int UniqueContents { get; set; }

    public long DecodedTotal { get; set; }

    public long StoredTotal { get; set; }

    /// <summary>End of the payload region.</summary>
    public long PayloadEnd { get; set; }

    /// <summary>Gives an entry the place of another one with equal contents.</summary>
    public void Share(int entry, int with)
    {
        Offsets[entry] = Offsets[with];
        StoredLengths[entry] = StoredLengths[with];
        DecodedLengths[entry] = DecodedLengths[with];
        Codecs[entry] = Codecs[with];
        Dictionaries[entry] = Dictionaries[with];
        FirstBlocks[entry] = FirstBlocks[with];
        Hashes[entry] = Hashes[with];
    }

    /// <summary>Drops block rows from <paramref name="first"/> on.</summary>
    public void CutBlocks(int first)
    {
        int count = BlockOffsets.Count - first;
        BlockOffsets.RemoveRange(first, count);
        BlockLengths.RemoveRange(first, count);
        BlockChainingValues.RemoveRange(first, count);
    }
}
