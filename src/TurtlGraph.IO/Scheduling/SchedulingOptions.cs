namespace TurtlGraph.IO;

/// <summary>How a <see cref="ScheduledByteSource"/> arranges reads.</summary>
public sealed record SchedulingOptions
{
    /// <summary>Reads that may be accepted and not yet polled. 1 to 65 536, default 256.</summary>
    public int QueueDepth { get; init; } = 256;

    /// <summary>Reads the source behind has at once. 1 to 4 096, default 32.</summary>
    public int DeviceDepth { get; init; } = 32;

    /// <summary>Bytes the source behind has at once; one read always may be. Default 32 MiB.</summary>
    public long MaxBytesInFlight { get; init; } = 32 << 20;

    /// <summary>Longer reads are split, so that urgent ones can overtake them. A multiple of 4 096, default 2 MiB.</summary>
    public int MaxReadBytes { get; init; } = 2 << 20;

    /// <summary>Largest gap that is read along to join two neighbours, in bytes; negative joins nothing. Default 16 KiB.</summary>
    public int MaxGapBytes { get; init; } = 16 << 10;

    /// <summary>Largest joined read, in bytes; also the size of a joining buffer. A multiple of 4 096, default 512 KiB.</summary>
    public int MaxJoinedBytes { get; init; } = 512 << 10;

    /// <summary>Joined reads at once whose parts lie apart in memory and so go through a buffer. 0 to 64, default 4.</summary>
    public int JoinBuffers { get; init; } = 4;

    /// <summary>
    /// Seconds by which deadlines may differ among reads that are joined, or served in the order of the file. Default 0.1.
    /// </summary>
    public double DeadlineWindow { get; init; } = 0.1;

    /// <summary>Whether reads are served in the order of the file.</summary>
    public SeekOrder Order { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueDepth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(QueueDepth, 65_536);
        ArgumentOutOfRangeException.ThrowIfLessThan(DeviceDepth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(DeviceDepth, 4_096);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBytesInFlight, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(JoinBuffers);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(JoinBuffers, 64);
        RequirePages(MaxReadBytes, nameof(MaxReadBytes));
        RequirePages(MaxJoinedBytes, nameof(MaxJoinedBytes));
        if (!(DeadlineWindow >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(DeadlineWindow), DeadlineWindow, "SchedulingOptions.DeadlineWindow must not be negative.");
        }
    }

    private static void RequirePages(int bytes, string name)
    {
        if (bytes < 4_096 || bytes % 4_096 != 0)
        {
            throw new ArgumentOutOfRangeException(name, bytes, $"SchedulingOptions.{name} must be a multiple of 4096 above 0.");
        }
    }
}
