namespace TurtlGraph.Bundles;

/// <summary>What a section holds: four ASCII letters, little-endian. The comment gives the element and the count.</summary>
internal enum SectionTag : uint
{
    /// <summary>u64 x entries: ids, strictly ascending.</summary>
    Ids = 0x20534449, // "IDS "

    /// <summary>i64 x entries: where the stored bytes start.</summary>
    Offsets = 0x5346464F, // "OFFS"

    /// <summary>i32 x entries.</summary>
    StoredLengths = 0x4E454C53, // "SLEN"

    /// <summary>i32 x entries.</summary>
    DecodedLengths = 0x4E454C44, // "DLEN"

    /// <summary>u8 x entries: <see cref="CodecId"/>.</summary>
    Codecs = 0x43444F43, // "CODC"

    /// <summary>u8 x entries: a type number.</summary>
    Types = 0x45505954, // "TYPE"

    /// <summary>u8 x entries: <see cref="EntryTraits"/>.</summary>
    Flags = 0x47414C46, // "FLAG"

    /// <summary>u8 x entries: level of detail, 0 the finest.</summary>
    Lods = 0x53444F4C, // "LODS"

    /// <summary>i32 x entries: group of entries that are levels of one object, or -1.</summary>
    LodGroups = 0x50524744, // "DGRP"

    /// <summary>f32 x entries, metres.</summary>
    PositionX = 0x58534F50, // "POSX"

    /// <summary>f32 x entries, metres.</summary>
    PositionY = 0x59534F50, // "POSY"

    /// <summary>f32 x entries, metres.</summary>
    PositionZ = 0x5A534F50, // "POSZ"

    /// <summary>f32 x entries, metres.</summary>
    Radii = 0x49444152, // "RADI"

    /// <summary>32 bytes x entries: BLAKE3 of the decoded bytes.</summary>
    Hashes = 0x48534148, // "HASH"

    /// <summary>i32 x entries: first row of the block table, or -1 when the entry is one block.</summary>
    FirstBlocks = 0x4B4C4246, // "FBLK"

    /// <summary>i32 x entries: entries by ascending (offset, index).</summary>
    PayloadOrder = 0x5244524F, // "ORDR"

    /// <summary>i32 x (entries + 1): where each entry's dependencies start.</summary>
    DependencyStarts = 0x53504544, // "DEPS"

    /// <summary>i32 x dependencies: entries.</summary>
    DependencyTargets = 0x54504544, // "DEPT"

    /// <summary>u8 x dependencies: 1 where the entry can be used without it. Only with such ones; not required.</summary>
    DependencyOptions = 0x4F504544, // "DEPO"

    /// <summary>u32 x (entries + 1): where each name starts.</summary>
    NameStarts = 0x534D414E, // "NAMS"

    /// <summary>UTF-8.</summary>
    NameBytes = 0x424D414E, // "NAMB"

    /// <summary>i32 x missing dependencies: the entry that has it, ascending.</summary>
    MissingEntries = 0x4553494D, // "MISE"

    /// <summary>u64 x missing dependencies: the id it names.</summary>
    MissingIds = 0x4953494D, // "MISI"

    /// <summary>u32 x (missing dependencies + 1).</summary>
    MissingStarts = 0x5353494D, // "MISS"

    /// <summary>UTF-8.</summary>
    MissingBytes = 0x4253494D, // "MISB"

    /// <summary>u8 x type names: the numbers, ascending, from <see cref="AssetTypes.FirstUser"/>.</summary>
    TypeNumbers = 0x4E505954, // "TYPN"

    /// <summary>u32 x (type names + 1).</summary>
    TypeStarts = 0x53505954, // "TYPS"

    /// <summary>UTF-8.</summary>
    TypeBytes = 0x42505954, // "TYPB"

    /// <summary>u32 x (level-of-detail groups + 1).</summary>
    LodGroupStarts = 0x53524744, // "DGRS"

    /// <summary>UTF-8.</summary>
    LodGroupBytes = 0x42524744, // "DGRB"

    /// <summary>u32 x blocks: where the block starts, from the entry's offset.</summary>
    BlockOffsets = 0x464F4B42, // "BKOF"

    /// <summary>u32 x blocks: stored length; the top bit says that the block is stored as it is.</summary>
    BlockLengths = 0x4E4C4B42, // "BKLN"

    /// <summary>32 bytes x blocks: BLAKE3 chaining value of the decoded block as a subtree of its entry.</summary>
    BlockChainingValues = 0x56434B42, // "BKCV"

    /// <summary>A signature of header and tables: the only section that lies outside the table region. See <see cref="SignatureSection"/>.</summary>
    Signature = 0x4E474953, // "SIGN"

    /// <summary>u8 x entries: the trained dictionary the entry is decoded with, from 1; 0 for none. Only with dictionaries.</summary>
    EntryDictionaries = 0x45434944, // "DICE"

    /// <summary>u32 x (dictionaries + 1): where each one starts. Only with dictionaries.</summary>
    DictionaryStarts = 0x53434944, // "DICS"

    /// <summary>Bytes of the dictionaries. Only with dictionaries.</summary>
    DictionaryBytes = 0x42434944, // "DICB"
}
