namespace TurtlGraph.Caching;

/// <summary>What a read from somewhere takes.</summary>
/// <param name="LatencySeconds">Time before the first byte.</param>
/// <param name="BytesPerSecond">Bytes a second from then on, above 0.</param>
public readonly record struct DeviceCost(double LatencySeconds, double BytesPerSecond)
{
    /// <summary>Seconds of so many reads of so many bytes together.</summary>
    public double Of(double reads, double bytes) => (reads * LatencySeconds) + (bytes / BytesPerSecond);
}
