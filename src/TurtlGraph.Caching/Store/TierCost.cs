namespace TurtlGraph.Caching;

/// <summary>What reading from a tier costs in time: a part for each read and a part for each byte.</summary>
/// <param name="LatencySeconds">Seconds until the first byte.</param>
/// <param name="BytesPerSecond">Bytes a second from then on; infinite when it does not matter.</param>
public readonly record struct TierCost(double LatencySeconds, double BytesPerSecond)
{
    /// <summary>A disk of the usual kind: 0.1 ms, 500 MB/s.</summary>
    public static TierCost Disk => new(100e-6, 500e6);

    /// <summary>A server of the usual kind: 50 ms, 10 MB/s.</summary>
    public static TierCost Network => new(50e-3, 10e6);

    /// <summary>Seconds to read so many bytes.</summary>
    public double Seconds(long bytes) => LatencySeconds + (bytes / BytesPerSecond);
}
