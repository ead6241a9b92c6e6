namespace TurtlGraph.Streaming;

/// <summary>What eviction must know of a cached asset besides its score, in one column that it reads as it goes.</summary>
public struct KeepMarks
{
    /// <summary>The low eight bits are the number of the budget its bytes are charged to, 0 for the total alone; above them flags.</summary>
    public int Value;

    /// <summary>A resident asset depends on it, so it stays.</summary>
    internal const int Needed = 1 << 8;

    /// <summary>A coarser level of it is resident: it goes before what has none.</summary>
    internal const int HasCoarser = 1 << 9;

    internal const int Slot = 0xFF;
}
