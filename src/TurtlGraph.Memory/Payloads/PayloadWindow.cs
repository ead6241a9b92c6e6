namespace TurtlGraph.Memory;

/// <summary>
/// Blocks that lie side by side in a <see cref="PayloadArena"/>, free or allowed to move: what becomes one free block when the used
/// ones among them are moved away.
/// </summary>
/// <param name="First">Node of the lowest block, or -1 when there is no such window.</param>
/// <param name="Last">Node of the highest block.</param>
/// <param name="MovedUnits">Units of 64 bytes in use inside it.</param>
public readonly record struct PayloadWindow(int First, int Last, long MovedUnits)
{
    /// <summary>No window.</summary>
    public static readonly PayloadWindow None = new(-1, -1, long.MaxValue);

    /// <summary>Whether there is a window.</summary>
    public bool Exists => First >= 0;
}
