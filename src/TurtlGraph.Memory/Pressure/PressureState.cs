namespace TurtlGraph.Memory;

/// <summary>How scarce memory is, over all sources of a monitor.</summary>
/// <param name="Level">The highest level of any source.</param>
/// <param name="Action">The strongest action that any source calls for.</param>
/// <param name="Source">Name of the source that presses most; <see langword="null"/> when none does.</param>
/// <param name="Changes">Grows whenever level, action or source change: an owner that keeps it sees at once whether there is news.</param>
public readonly record struct PressureState(MemoryPressure Level, PressureAction Action, string? Source, uint Changes);
