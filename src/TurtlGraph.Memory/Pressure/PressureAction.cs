namespace TurtlGraph.Memory;

/// <summary>What memory pressure calls for. The thresholds are those of <see cref="PressureGauge"/>.</summary>
public enum PressureAction : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>From 75 %: drop what is only kept in case it is wanted again, and give memory back.</summary>
    Shrink = 1,

    /// <summary>From 90 %: the same at once, and harder: what is left is little.</summary>
    Emergency = 2,
}
