namespace TurtlGraph.Memory;

/// <summary>
/// How a file is mapped. Hints that the system refuses cost speed and nothing else; the profile keeps the reason.
/// </summary>
public sealed record MappedFileOptions
{
    /// <summary>What the memory is for, as reports call it. Default "mapped file".</summary>
    public string Name { get; init; } = "mapped file";

    /// <summary>Where it is counted; <see langword="null"/> counts nothing.</summary>
    public MemoryProfile? Profile { get; init; } = MemoryProfile.Process;

    /// <summary>
    /// Hands out pointers and spans into the map. Only for files that nobody can shorten or write to while they are mapped
    /// (the game's own folder, read-only media): touching a page behind the end of a cut file ends the process on Linux and macOS.
    /// Default <see langword="false"/>: bytes are copied by positional reads, which end with a status.
    /// </summary>
    public bool Trusted { get; init; }

    /// <summary>
    /// Compares length and time of change with those at opening after each read of a map that is not trusted: two calls of the
    /// system. To be switched off where the reader verifies what it gets; a cut file is noticed all the same.
    /// </summary>
    public bool DetectChanges { get; init; } = true;

    /// <summary>In which order it is read.</summary>
    public MappedAccess Access { get; init; }

    /// <summary>Asks for pages of 2 MiB in what is populated, in the first 2 MiB at least, and reads it for that.</summary>
    public bool HugePages { get; init; }

    /// <summary>Bytes from the front that are read before opening returns. 0 for none, <see cref="long.MaxValue"/> for all.</summary>
    public long PopulateBytes { get; init; }

    /// <summary>Bytes from the front that the system starts to read when the file is opened, without waiting for them.</summary>
    public long WillNeedBytes { get; init; }

    /// <summary>Bytes from the front that are kept in memory as long as the file is open: header and tables.</summary>
    public long LockBytes { get; init; }

    /// <summary>Bytes that <see cref="MappedFile.PrefetchAhead"/> asks for at once, at least a page. Default 64 KiB.</summary>
    public int PrefetchWindowBytes { get; init; } = 64 << 10;

    /// <summary>How far behind the reading place <see cref="MappedFile.PrefetchAhead"/> asks for the next window. Default 1 MiB.</summary>
    public long PrefetchDistanceBytes { get; init; } = 1 << 20;

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((byte)Access, (byte)MappedAccess.Random, nameof(Access));
        ArgumentOutOfRangeException.ThrowIfNegative(PopulateBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(WillNeedBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(LockBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(PrefetchWindowBytes, Environment.SystemPageSize);
        ArgumentOutOfRangeException.ThrowIfNegative(PrefetchDistanceBytes);
    }
}
