namespace TurtlGraph.IO;

/// <summary>What <see cref="ByteSources.Open(ByteSourceOptions)"/> opens.</summary>
public sealed record ByteSourceOptions
{
    /// <summary>Which way of reading. Default: the best that this machine allows.</summary>
    public ByteSourceKind Kind { get; init; }

    /// <summary>Reads that may be accepted and not yet polled. 1 to 65 536, default 256.</summary>
    public int QueueDepth { get; init; } = 256;

    /// <summary>How reads are arranged; <see langword="null"/> leaves them as they come. Its queue depth is replaced by <see cref="QueueDepth"/>.</summary>
    public SchedulingOptions? Scheduling { get; init; } = new();

    /// <summary>Whether reads look into the page cache first, where that can be told (Linux) and the kind does not go through it anyway. Default true.</summary>
    public bool UsePageCache { get; init; } = true;
}
