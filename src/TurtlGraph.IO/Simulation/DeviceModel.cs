namespace TurtlGraph.IO;

/// <summary>
/// A storage device or network link as three numbers: a read waits for a free channel, then <see cref="LatencySeconds"/>
/// pass (overlapping across channels), then its bytes go through one pipe of <see cref="BytesPerSecond"/> that all reads share.
/// </summary>
public sealed record DeviceModel
{
    /// <summary>Bandwidth of the shared pipe in bytes per second, above 0; <see cref="double.PositiveInfinity"/> for no limit. Default 500 MB/s.</summary>
    public double BytesPerSecond { get; init; } = 500e6;

    /// <summary>Seconds between the start of a read and its first byte, 0 or more. Default 100 microseconds.</summary>
    public double LatencySeconds { get; init; } = 100e-6;

    /// <summary>Reads the device works on at once, at least 1. Default 32.</summary>
    public int Channels { get; init; } = 32;

    /// <summary>Reads that may be accepted and not yet polled, 1 to 65 536. Default 256.</summary>
    public int QueueDepth { get; init; } = 256;

    internal void Validate()
    {
        if (double.IsNaN(BytesPerSecond) || BytesPerSecond <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(BytesPerSecond), BytesPerSecond, "The bandwidth of a device is above 0 bytes per second (infinity for no limit).");
        }

        if (!double.IsFinite(LatencySeconds) || LatencySeconds < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(LatencySeconds), LatencySeconds, "The latency of a device is finite and not negative.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(Channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueDepth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(QueueDepth, 65_536);
    }
}
