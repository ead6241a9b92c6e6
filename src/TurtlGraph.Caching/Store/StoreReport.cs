namespace TurtlGraph.Caching;

/// <summary>What <see cref="StoreMaintenance"/> found in a store, or made of it.</summary>
public sealed record StoreReport
{
    /// <summary>The folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Bytes of all its files.</summary>
    public required long FolderBytes { get; init; }

    /// <summary>What it holds and what was done.</summary>
    public required DiskStoreStatistics Statistics { get; init; }

    /// <summary>Its segments, by number.</summary>
    public required IReadOnlyList<StoreSegmentReport> Segments { get; init; }

    /// <summary>What is damaged, at most 256 reports; <see cref="DiskStoreStatistics.Damaged"/> counts all.</summary>
    public required IReadOnlyList<StoreDamage> Damage { get; init; }

    /// <summary>Keys by how often their records were read lately: 16 counts, the last for 15 reads and more.</summary>
    public required IReadOnlyList<long> Heat { get; init; }

    /// <summary>Whether all that was looked at is as it was written. The end of a file that a crash cut short counts as such, because nobody was told that it was there.</summary>
    public bool IsOk => Statistics.Damaged == 0;
}
