namespace TurtlGraph.IO;

/// <summary>How a <see cref="PreadByteSource"/> works.</summary>
public sealed record PreadOptions
{
    /// <summary>Worker threads, each with one read at a time: the depth the device sees. 1 to 256, default 4.</summary>
    public int Workers { get; init; } = 4;

    /// <summary>
    /// Reads that may be accepted and not yet polled. 1 to 65 536, default 256. A worker looks at all of them to find the most
    /// urgent one (some 100 ns for 256).
    /// </summary>
    public int QueueDepth { get; init; } = 256;

    /// <summary>Largest single call to the operating system, in bytes; longer reads are cut. At least 4 096, default 8 MiB.</summary>
    public int MaxReadBytes { get; init; } = 8 << 20;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Workers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Workers, 256);
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueDepth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(QueueDepth, 65_536);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxReadBytes, 4_096);
    }
}
