namespace TurtlGraph.Memory;

/// <summary>How much address space an <see cref="Arena"/> takes and how it turns it into memory.</summary>
public sealed record ArenaOptions
{
    /// <summary>Address space in bytes, the most the arena can ever hold. It costs no memory. Default 1 GiB.</summary>
    public long ReserveBytes { get; init; } = 1L << 30;

    /// <summary>Bytes that are committed at once when the arena grows. Default 2 MiB, one huge page.</summary>
    public long CommitStepBytes { get; init; } = 2L << 20;

    /// <summary>
    /// Asks the system for huge pages, which saves address translation misses in large arenas. Where the system refuses,
    /// the arena works with normal pages. Memory is then used in steps of 2 MiB.
    /// </summary>
    public bool HugePages { get; init; }
}
