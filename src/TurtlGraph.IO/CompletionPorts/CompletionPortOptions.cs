namespace TurtlGraph.IO;

/// <summary>How a <see cref="CompletionPortByteSource"/> works.</summary>
public sealed record CompletionPortOptions
{
    /// <summary>Reads that may be accepted and not yet polled. 1 to 65 536, default 256.</summary>
    public int QueueDepth { get; init; } = 256;

    /// <summary>Reads the system has at once; the rest waits in order of deadlines. 1 to 4 096, default 64.</summary>
    public int DeviceDepth { get; init; } = 64;

    /// <summary>Largest single operation, in bytes; longer reads are cut. At least 4 096, default 8 MiB.</summary>
    public int MaxReadBytes { get; init; } = 8 << 20;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueDepth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(QueueDepth, 65_536);
        ArgumentOutOfRangeException.ThrowIfLessThan(DeviceDepth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(DeviceDepth, 4_096);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxReadBytes, 4_096);
    }
}
