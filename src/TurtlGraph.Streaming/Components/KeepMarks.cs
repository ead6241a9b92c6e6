namespace TurtlGraph.Streaming;

/// <summary>What eviction must know of a cached asset besides its score, in one column that it reads as it goes.</summary>
public struct KeepMarks
{
    /// <summary>The low eight bits are the number of the budget its bytes are charged to, 0 for the total alone; above them flags.</summary>
    public int Value;

    /// <summary>It has a coarser level; while that is resident, it goes before what has none.</summary>
    internal const int HasCoarser = 1 << 8;

    internal const int Slot = 0xFF;

    private const int UrgencyShift = 9;

    /// <summary>Keeps the class of the request that loaded it.</summary>
    internal static int Of(Urgency urgency) => (int)urgency << UrgencyShift;

    internal static Urgency UrgencyOf(int value) => (Urgency)((value >> UrgencyShift) & 3);
}
