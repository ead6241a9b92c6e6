namespace TurtlGraph.Caching;

/// <summary>
/// Turns bytes in use into a <see cref="MemoryPressure"/> with hysteresis: a level is entered at its threshold and left only
/// <see cref="Hysteresis"/> below it, so that eviction does not start and stop at every frame. A plain struct, one owner.
/// </summary>
public struct PressureGauge
{
    /// <summary>Share of the budget at which <see cref="MemoryPressure.Low"/> begins.</summary>
    public const double LowThreshold = 0.70;

    /// <summary>Share of the budget at which <see cref="MemoryPressure.Medium"/> begins.</summary>
    public const double MediumThreshold = 0.85;

    /// <summary>Share of the budget at which <see cref="MemoryPressure.High"/> begins.</summary>
    public const double HighThreshold = 0.95;

    /// <summary>How far below its threshold a level ends, as a share of the budget.</summary>
    public const double Hysteresis = 0.03;

    /// <summary>The level after the last <see cref="Update"/>; <see cref="MemoryPressure.None"/> before the first.</summary>
    public MemoryPressure Level { get; private set; }

    /// <summary>Takes in the present use and returns the level.</summary>
    /// <param name="usedBytes">Bytes in use, 0 or more.</param>
    /// <param name="budgetBytes">The budget; 0 or less counts as full.</param>
    public MemoryPressure Update(long usedBytes, long budgetBytes)
    {
        double share = budgetBytes > 0 ? (double)usedBytes / budgetBytes : 1;
        MemoryPressure entered = LevelAt(share);
        MemoryPressure kept = LevelAt(share + Hysteresis);
        Level = entered >= Level ? entered : kept < Level ? kept : Level;
        return Level;
    }

    private static MemoryPressure LevelAt(double share) =>
        share >= HighThreshold ? MemoryPressure.High
        : share >= MediumThreshold ? MemoryPressure.Medium
        : share >= LowThreshold ? MemoryPressure.Low
        : MemoryPressure.None;
}
