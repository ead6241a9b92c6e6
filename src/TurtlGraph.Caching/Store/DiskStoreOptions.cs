namespace TurtlGraph.Caching;

/// <summary>Where a <see cref="DiskStore"/> lies, how large it may be and how it treats the disk.</summary>
public sealed record DiskStoreOptions
{
    /// <summary>The folder, which the store has for itself; made when it is not there.</summary>
    public required string Folder { get; init; }

    /// <summary>The most bytes that all files of the store take together, at least 8 segments. Default 4 GiB.</summary>
    public long LimitBytes { get; init; } = 4L << 30;

    /// <summary>The length of a segment, 64 KiB to 1 GiB: what is evicted at once, and the longest record (which is 64 MiB at most). Default 64 MiB.</summary>
    public int SegmentBytes { get; init; } = 64 << 20;

    /// <summary>When a record counts as kept. Default <see cref="StoreDurability.Buffered"/>, which suits what can be fetched again.</summary>
    public StoreDurability Durability { get; init; }

    /// <summary>The most bytes that wait in memory to be written; more are refused. At least 64 KiB, default 32 MiB.</summary>
    public int QueueBytes { get; init; } = 32 << 20;

    /// <summary>Bytes a second that may be written in the long run, so that a disk does not wear out; 0 for no limit, the default.</summary>
    public long WriteBytesPerSecond { get; init; }

    /// <summary>How many seconds' worth of <see cref="WriteBytesPerSecond"/> may be written at once after a pause. Default 30.</summary>
    public double WriteBurstSeconds { get; init; } = 30;

    /// <summary>The share of a segment that nobody needs any more from which on it is written anew without that, above 0, at most 1. Default 0.5.</summary>
    public double CompactionThreshold { get; init; } = 0.5;

    /// <summary>The share of an evicted segment that is kept by moving what was read most, 0 to 0.5. Default 0.25.</summary>
    public double ReinsertionShare { get; init; } = 0.25;

    /// <summary>Whether a full store takes only what was asked for at least twice lately, so that one pass over many records does not displace the rest. Default true.</summary>
    public bool FiltersAdmission { get; init; } = true;

    /// <summary>How many of the latest reads the admission filter remembers, 1024 to 2^26; four bytes of memory each. Default 262 144.</summary>
    public int AdmissionReads { get; init; } = 1 << 18;

    /// <summary>How often the index is saved while the store changes; after a crash, what was written since is found by a scan. Default 30 s.</summary>
    public TimeSpan SaveInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a store whose disk refused a write waits before it tries again. Default 1 s.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Bytes a second that checking in the background may read after a crash, above 0. Default 256 MiB.</summary>
    public long CheckBytesPerSecond { get; init; } = 256 << 20;

    /// <summary>The clock of expiry, budgets and intervals. Default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Whether work is done by <see cref="DiskStore.Step"/> instead of a thread of the store's own: for tests and tools.</summary>
    internal bool IsManual { get; init; }

    /// <summary>Whether a saved index is left aside and every record is looked at anew.</summary>
    internal bool IgnoresSavedIndex { get; init; }

    /// <summary>Whether nothing is changed: for tools that only look.</summary>
    internal bool IsReadOnly { get; init; }

    /// <summary>Whether every record is checked although the store was closed in order.</summary>
    internal bool ChecksAll { get; init; }

    /// <summary>Whether the limit does not hold: for tools that do not know the owner's.</summary>
    internal bool NeverEvicts { get; init; }

    /// <summary>The files, in place of <see cref="Folder"/>'s: for tests.</summary>
    internal IStoreFolder? Files { get; init; }

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Folder);
        Require(SegmentBytes is >= 64 << 10 and <= 1 << 30, nameof(SegmentBytes), SegmentBytes, "A segment has 64 KiB to 1 GiB.");
        Require(
            NeverEvicts || LimitBytes >= (8L * SegmentBytes) + (8L * AdmissionReads), nameof(LimitBytes), LimitBytes,
            $"A store takes at least 8 segments and twice its admission filter (8 x {SegmentBytes} + 8 x {AdmissionReads} bytes).");
        Require(NeverEvicts || LimitBytes / SegmentBytes < Place.MostSegments / 4, nameof(LimitBytes), LimitBytes, $"A store has at most {Place.MostSegments / 4} full segments; make them longer.");
        Require(Durability is StoreDurability.Buffered or StoreDurability.Flushed, nameof(Durability), Durability, "This durability is unknown.");
        Require(QueueBytes >= 64 << 10, nameof(QueueBytes), QueueBytes, "The queue has room for at least 64 KiB.");
        Require(WriteBytesPerSecond >= 0, nameof(WriteBytesPerSecond), WriteBytesPerSecond, "A write budget is not negative.");
        Require(double.IsFinite(WriteBurstSeconds) && WriteBurstSeconds > 0, nameof(WriteBurstSeconds), WriteBurstSeconds, "A burst is longer than 0 s.");
        Require(CompactionThreshold is > 0 and <= 1, nameof(CompactionThreshold), CompactionThreshold, "The threshold is a share above 0, at most 1.");
        Require(ReinsertionShare is >= 0 and <= 0.5, nameof(ReinsertionShare), ReinsertionShare, "The share is between 0 and 0.5.");
        Require(AdmissionReads is >= 1024 and <= 1 << 26, nameof(AdmissionReads), AdmissionReads, "The filter remembers 1024 to 2^26 reads.");
        Require(SaveInterval > TimeSpan.Zero, nameof(SaveInterval), SaveInterval, "An interval is longer than 0.");
        Require(RetryInterval > TimeSpan.Zero, nameof(RetryInterval), RetryInterval, "An interval is longer than 0.");
        Require(CheckBytesPerSecond > 0, nameof(CheckBytesPerSecond), CheckBytesPerSecond, "Checking reads more than 0 bytes a second.");
        ArgumentNullException.ThrowIfNull(Clock);
    }

    private static void Require(bool holds, string name, object value, string rule)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, rule);
        }
    }
}
