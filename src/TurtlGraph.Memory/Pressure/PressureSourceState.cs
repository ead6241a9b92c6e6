namespace TurtlGraph.Memory;

/// <summary>What one source of a monitor told when it was read last.</summary>
/// <param name="Name">The source.</param>
/// <param name="Place">What was read, see <see cref="PressureSource.Place"/>.</param>
/// <param name="IsTold">Whether it told anything; else the rest is empty.</param>
/// <param name="Reading">Its figures.</param>
/// <param name="Level">Its level, with hysteresis.</param>
/// <param name="Action">The action it calls for, with hysteresis.</param>
public readonly record struct PressureSourceState(
    string Name, string? Place, bool IsTold, PressureReading Reading, MemoryPressure Level, PressureAction Action);
