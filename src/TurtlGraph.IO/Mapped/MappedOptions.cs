namespace TurtlGraph.IO;

/// <summary>How a <see cref="MappedByteSource"/> works.</summary>
public sealed record MappedOptions
{
    /// <summary>Worker threads. 1 to 256, default 2: the number that reads fastest from the page cache.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>Reads that may be accepted and not yet polled. 1 to 65 536, default 256.</summary>
    public int QueueDepth { get; init; } = 256;

    /// <summary>
    /// Whether the files can be trusted not to be cut while they are mapped. Only then are pointers into the map handed out and
    /// bytes copied from it: on Linux and macOS, touching a page behind the new end of a cut file ends the process. Default false:
    /// bytes are copied by positional reads, and a read without a destination fails.
    /// </summary>
    public bool Trusted { get; init; }
}
