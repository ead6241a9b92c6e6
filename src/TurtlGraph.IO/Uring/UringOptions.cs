namespace TurtlGraph.IO;

/// <summary>How a <see cref="UringByteSource"/> works.</summary>
public sealed record UringOptions
{
    /// <summary>Reads that may be accepted and not yet polled. 1 to 65 536, default 256.</summary>
    public int QueueDepth { get; init; } = 256;

    /// <summary>Reads the kernel has at once; the rest waits in order of deadlines. 1 to 4 096, default 64.</summary>
    public int RingDepth { get; init; } = 64;

    /// <summary>
    /// Reads handed to the kernel by one system call; a larger batch takes several, so that the device begins with the first
    /// while the next are prepared, and does not run dry between batches. 1 to 4 096, default 8.
    /// </summary>
    public int SubmitBatch { get; init; } = 8;

    /// <summary>
    /// Whether reads bypass the page cache (<c>O_DIRECT</c>) where the file system can: faster on a fast device and with less
    /// processor time, but nothing stays in the cache. Unaligned reads go through bounce buffers. Default false.
    /// </summary>
    public bool Direct { get; init; }

    /// <summary>
    /// Whether a thread of the kernel polls for submissions, so that submitting costs no system call. It burns a processor for
    /// up to <see cref="PollingIdleMilliseconds"/> after each read. Default false.
    /// </summary>
    public bool KernelPolling { get; init; }

    /// <summary>Milliseconds without a read after which the polling thread sleeps. 1 to 60 000, default 50.</summary>
    public int PollingIdleMilliseconds { get; init; } = 50;

    /// <summary>Whether memory given to <see cref="IByteSource.RegisterMemory"/> and the bounce buffers are registered. Default true.</summary>
    public bool RegisterBuffers { get; init; } = true;

    /// <summary>Places in the table of registered files; files beyond it are read all the same. 0 to 32 768, default 256.</summary>
    public int RegisteredFiles { get; init; } = 256;

    /// <summary>Largest single operation, in bytes; longer reads are cut. A multiple of 4 096, default 8 MiB.</summary>
    public int MaxReadBytes { get; init; } = 8 << 20;

    /// <summary>Size of one bounce buffer for unaligned direct reads, in bytes. A multiple of 4 096, at least 8 192, default 256 KiB.</summary>
    public int BounceBytes { get; init; } = 256 << 10;

    /// <summary>Number of bounce buffers: unaligned direct reads at once. 1 to 256, default 16. Memory is used only once they are.</summary>
    public int BounceBuffers { get; init; } = 16;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueDepth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(QueueDepth, 65_536);
        ArgumentOutOfRangeException.ThrowIfLessThan(RingDepth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(RingDepth, 4_096);
        ArgumentOutOfRangeException.ThrowIfLessThan(SubmitBatch, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SubmitBatch, 4_096);
        ArgumentOutOfRangeException.ThrowIfLessThan(PollingIdleMilliseconds, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(PollingIdleMilliseconds, 60_000);
        ArgumentOutOfRangeException.ThrowIfNegative(RegisteredFiles);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(RegisteredFiles, 32_768);
        RequirePages(MaxReadBytes, 4_096, nameof(MaxReadBytes));
        RequirePages(BounceBytes, 8_192, nameof(BounceBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(BounceBuffers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BounceBuffers, 256);
    }

    private static void RequirePages(int bytes, int least, string name)
    {
        if (bytes < least || bytes % 4_096 != 0)
        {
            throw new ArgumentOutOfRangeException(name, bytes, $"UringOptions.{name} must be a multiple of 4096 and at least {least}.");
        }
    }
}
