namespace TurtlGraph.Memory;

/// <summary>
/// Linux's pressure stall information (PSI, kernel 4.20): how long tasks waited for memory in the last ten seconds. It
/// speaks when memory is scarce in fact, whatever the limits say.
/// </summary>
internal sealed class StallPressureSource(string path, SystemFile file) : PressureSource(SourceName)
{
    public const string SourceName = "psi";

    private readonly byte[] _buffer = new byte[512];

    /// <summary>The process's control group where it tells, else the whole system; null where the kernel has no PSI.</summary>
    public static StallPressureSource? TryOpen(params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            if (SystemFile.TryOpen(path) is { } file)
            {
                return new StallPressureSource(path, file);
            }
        }

        return null;
    }

    public override string? Place => path;

    public override bool TryRead(out PressureReading reading)
    {
        var isTold = SystemText.TryParseStalls(file.Read(_buffer), out var some, out var full);
        reading = isTold ? new PressureReading(ShareOf(some, full), 0, 0, some, full) : default;
        return isTold;
    }

    /// <summary>
    /// Where stalls stand on the scale of shares. A game that waits 5 % of its time for memory drops frames, one that waits 40 %
    /// is not playable; that all tasks wait is four times as bad as that some do.
    /// </summary>
    internal static double ShareOf(double some, double full)
    {
        var stall = Math.Max(some, 4 * full);
        return stall switch
        {
            < 5 => stall / 5 * PressureGauge.LowThreshold,
            < 20 => Between(stall, 5, PressureGauge.LowThreshold, 20, PressureGauge.MediumThreshold),
            < 40 => Between(stall, 20, PressureGauge.MediumThreshold, 40, PressureGauge.HighThreshold),
            _ => Between(Math.Min(stall, 100), 40, PressureGauge.HighThreshold, 100, 1),
        };
    }

    protected override void Dispose(bool disposing)
    {
        file.Dispose();
        base.Dispose(disposing);
    }

    private static double Between(double x, double fromX, double fromY, double toX, double toY) =>
        fromY + ((x - fromX) / (toX - fromX) * (toY - fromY));
}
