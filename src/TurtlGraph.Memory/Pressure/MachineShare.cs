namespace TurtlGraph.Memory;

/// <summary>How scarce the memory of a whole machine is.</summary>
internal static class MachineShare
{
    /// <summary>Of a large machine only the last 16 GiB count: a quarter of 128 GiB free is plenty, a quarter of 16 is not.</summary>
    private const long MostThatCounts = 16L << 30;

    public static PressureReading Of(long availableBytes, long totalBytes)
    {
        var counted = Math.Min(totalBytes, MostThatCounts);
        var share = 1 - ((double)Math.Min(availableBytes, counted) / counted);
        return new PressureReading(share, totalBytes - availableBytes, totalBytes);
    }
}
