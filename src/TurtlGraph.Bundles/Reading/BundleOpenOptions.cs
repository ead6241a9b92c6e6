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
