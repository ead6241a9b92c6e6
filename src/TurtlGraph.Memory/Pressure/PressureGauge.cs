namespace TurtlGraph.Memory;

/// <summary>
/// Turns a share in use into a <see cref="MemoryPressure"/> and a <see cref="PressureAction"/> with hysteresis: each is entered
/// at its threshold and left only <see cref="Hysteresis"/> below it, so that eviction does not start and stop at every look. A
/// plain struct, one owner.
/// </summary>
public struct PressureGauge
{
    /// <summary>Share of the budget at which <see cref="MemoryPressure.Low"/> begins.</summary>
    public const double LowThreshold = 0.70;

    /// <summary>Share of the budget at which <see cref="MemoryPressure.Medium"/> begins.</summary>
    public const double MediumThreshold = 0.85;

    /// <summary>Share of the budget at which <see cref="MemoryPressure.High"/> begins.</summary>
    public const double HighThreshold = 0.95;

    /// <summary>Share of the budget at which <see cref="PressureAction.Shrink"/> begins.</summary>
    public const double ShrinkThreshold = 0.75;

    /// <summary>Share of the budget at which <see cref="PressureAction.Emergency"/> begins.</summary>
    public const double EmergencyThreshold = 0.90;

    /// <summary>How far below its threshold a level or an action ends, as a share of the budget.</summary>
    public const double Hysteresis = 0.03;

    /// <summary>The level after the last update; <see cref="MemoryPressure.None"/> before the first.</summary>
    public MemoryPressure Level { get; private set; }

    /// <summary>The action after the last update; <see cref="PressureAction.None"/> before the first.</summary>
    public PressureAction Action { get; private set; }

    /// <summary>Takes in the present use and returns the level.</summary>
    /// <param name="usedBytes">Bytes in use, 0 or more.</param>
    /// <param name="budgetBytes">The budget; 0 or less counts as full.</param>
    public MemoryPressure Update(long usedBytes, long budgetBytes) =>
        Update(budgetBytes > 0 ? (double)usedBytes / budgetBytes : 1);

    /// <summary>Takes in the present share in use, 0 or more, and returns the level.</summary>
    public MemoryPressure Update(double share)
    {
        Level = (MemoryPressure)Step((byte)Level, (byte)LevelAt(share), (byte)LevelAt(share + Hysteresis));
        Action = (PressureAction)Step((byte)Action, (byte)ActionAt(share), (byte)ActionAt(share + Hysteresis));
        return Level;
    }

    private static byte Step(byte now, byte entered, byte kept) => entered >= now ? entered : Math.Min(kept, now);

    private static MemoryPressure LevelAt(double share) =>
        share >= HighThreshold ? MemoryPressure.High
        : share >= MediumThreshold ? MemoryPressure.Medium
        : share >= LowThreshold ? MemoryPressure.Low
        : MemoryPressure.None;

    private static PressureAction ActionAt(double share) =>
        share >= EmergencyThreshold ? PressureAction.Emergency
        : share >= ShrinkThreshold ? PressureAction.Shrink
        : PressureAction.None;
}
