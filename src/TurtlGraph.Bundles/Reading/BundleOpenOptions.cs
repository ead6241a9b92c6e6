using TurtlGraph.Memory;

namespace TurtlGraph.Bundles;

/// <summary>How a bundle is opened. Hints that the system refuses cost speed only; the profile keeps the reason.</summary>
public sealed record BundleOpenOptions
{
    internal static BundleOpenOptions Default { get; } = new();

    /// <summary>Where the tables lie. Default <see cref="TablePlacement.Copied"/>, right for any file.</summary>
    public TablePlacement Tables { get; init; }

    /// <summary>Keeps the tables in memory as long as the bundle is open, so that no lookup waits for the disk.</summary>
    public bool LockTables { get; init; }

    /// <summary>Bytes from the front of the file that are read to the system's cache before opening returns. Default 0.</summary>
    public long PopulateBytes { get; init; }

    /// <summary>Asks for pages of 2 MiB for what is populated, in the first 2 MiB at least. Few file systems have them.</summary>
    public bool HugePages { get; init; }

    /// <summary>The order in which payloads will be read.</summary>
    public MappedAccess Access { get; init; }

    /// <summary>Most bytes of tables that are copied; a file that claims more is refused. Default 2 GiB, some ten million entries.</summary>
    public long MaxTablesBytes { get; init; } = 2L << 30;

    /// <summary>Most entries; a file with more is refused. Default <see cref="BundleLimits.MaxEntries"/>.</summary>
    public int MaxEntries { get; init; } = BundleLimits.MaxEntries;

    /// <summary>Most decoded bytes of one entry; a file with a larger one is refused. Default <see cref="BundleLimits.MaxDecodedLength"/>.</summary>
    public int MaxDecodedLength { get; init; } = BundleLimits.MaxDecodedLength;

    /// <summary>
    /// Most decoded bytes for one stored byte, from 1 to <see cref="BundleLimits.MaxRatio"/>, the default; a file that claims more is
    /// refused. What does not compress is stored as it is and has ratio 1.
    /// </summary>
    public int MaxRatio { get; init; } = BundleLimits.MaxRatio;

    /// <summary>
    /// The keys of those who may sign. With one or more, only a bundle is opened that one of them has signed; with none, the
    /// default, signatures are not looked at.
    /// </summary>
    public IReadOnlyList<BundlePublicKey> TrustedKeys { get; init; } = [];

    /// <summary>
    /// Oldest <see cref="BundleSignature.Version"/> that is opened, so that nobody can pass off an old bundle as the new one. Only
    /// with <see cref="TrustedKeys"/>. Default 0.
    /// </summary>
    public long MinSignedVersion { get; init; }

    /// <summary>What the memory is for, as reports call it. Default "bundle".</summary>
    public string Name { get; init; } = "bundle";

    /// <summary>Where it is counted; <see langword="null"/> counts nothing.</summary>
    public MemoryProfile? Profile { get; init; } = MemoryProfile.Process;

    internal MappedFileOptions MapOptions => new()
    {
        Name = Name,
        Profile = Profile,
        Trusted = Tables == TablePlacement.Mapped,
        DetectChanges = false,
        PopulateBytes = PopulateBytes,
        HugePages = HugePages,
        Access = Access,
    };
}
