namespace TurtlGraph.Memory;

/// <summary>Neighbouring blocks handed out by a <see cref="BlockAllocator"/>.</summary>
/// <param name="Index">Number of the first block, counted from the allocator's base.</param>
/// <param name="Count">Number of blocks, a power of two.</param>
public readonly record struct BlockRun(int Index, int Count);
