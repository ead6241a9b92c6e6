namespace TurtlGraph.Bundles;

/// <summary>The limits of format version 1. A reader refuses what exceeds them, so a small hostile file cannot ask for much.</summary>
public static class BundleLimits
{
    /// <summary>Entries in a bundle.</summary>
    public const int MaxEntries = 1 << 24;

    /// <summary>Rows of the block table.</summary>
    public const int MaxBlocks = 1 << 26;

    /// <summary>Dependencies of all entries together.</summary>
    public const int MaxDependencies = 1 << 27;

    /// <summary>Bytes of one name in UTF-8.</summary>
    public const int MaxNameLength = 1024;

    /// <summary>Decoded bytes of one entry.</summary>
    public const int MaxDecodedLength = 0x7FFF_0000;

    /// <summary>Smallest block size in bytes.</summary>
    public const int MinBlockSize = 1024;

    /// <summary>Largest block size in bytes.</summary>
    public const int MaxBlockSize = 1 << 26;

    /// <summary>Decoded bytes for one stored byte. The codecs' own bounds are 255 (LZ4) and about 32 700 (zstd).</summary>
    public const int MaxRatio = 1 << 16;

    /// <summary>Sections of a bundle.</summary>
    public const int MaxSections = 256;

    /// <summary>Trained dictionaries of a bundle.</summary>
    public const int MaxDictionaries = 255;

    /// <summary>Bytes of one trained dictionary.</summary>
    public const int MaxDictionaryLength = 1 << 20;
}
