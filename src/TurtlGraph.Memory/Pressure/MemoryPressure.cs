namespace TurtlGraph.Memory;

/// <summary>How full a memory budget or limit is. The levels are those of <see cref="PressureGauge"/>.</summary>
public enum MemoryPressure : byte
{
    /// <summary>Below 70 %.</summary>
    None = 0,

    /// <summary>From 70 %.</summary>
    Low = 1,

    /// <summary>From 85 %.</summary>
    Medium = 2,

    /// <summary>From 95 %.</summary>
    High = 3,
}
