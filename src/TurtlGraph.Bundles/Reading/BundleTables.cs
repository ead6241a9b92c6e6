namespace TurtlGraph.Bundles;

/// <summary>Where each column of a bundle lies in memory. Filled by <see cref="BundleDirectory"/>, checked by <see cref="BundleChecks"/>.</summary>
internal sealed unsafe class BundleTables
{
    public BundleHeader Header;

    /// <summary>Where byte 0 of the file would lie, to tell the place of a column in the file.</summary>
    public byte* File;

    public ulong* Ids;
    public long* Offsets;
    public int* StoredLengths;
    public int* DecodedLengths;
    public byte* Codecs;
    public byte* Types;
    public byte* Flags;
    public byte* Lods;
    public int* LodGroups;
    public float* PositionX;
    public float* PositionY;
    public float* PositionZ;
    public float* Radii;
    public Hash256* Hashes;
    public int* FirstBlocks;
    public int* PayloadOrder;
    public int* DependencyStarts;
    public int* DependencyTargets;

    /// <summary>1 for each dependency that its entry can be used without; null when all are needed.</summary>
    public byte* DependencyOptions;

    public int* MissingEntries;
    public ulong* MissingIds;
    public byte* TypeNumbers;
    public TextTable Names;
    public TextTable MissingNames;
    public TextTable TypeNames;
    public TextTable LodGroupNames;
    public uint* BlockOffsets;
    public uint* BlockLengths;
    public Hash256* BlockChainingValues;

    /// <summary>Where the signature lies, if there is one; outside the table region.</summary>
    public SectionRow? Signature;

    /// <summary>The dictionary of each entry, from 1, 0 for none; null in a bundle without dictionaries.</summary>
    public byte* EntryDictionaries;

    /// <summary>The dictionaries, placed as texts are.</summary>
    public TextTable Dictionaries;

    /// <summary>Top bit of a block's stored length: the block is stored as it is.</summary>
    public const uint RawBlock = 0x8000_0000;

    /// <summary>Rows an entry has in the block table: none when it is one block.</summary>
    public static int BlockRows(int decodedLength, int blockSize) =>
        decodedLength <= blockSize ? 0 : (int)(((long)decodedLength + blockSize - 1) / blockSize);

    /// <summary>The dictionary of an entry, -1 for none.</summary>
    public int DictionaryOf(int entry) => EntryDictionaries == null ? -1 : EntryDictionaries[entry] - 1;
}
