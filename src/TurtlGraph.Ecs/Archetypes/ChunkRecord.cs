using TurtlGraph.Memory;

namespace TurtlGraph.Ecs;

/// <summary>A chunk an archetype holds.</summary>
/// <param name="Layout">How it is cut into columns.</param>
/// <param name="Slot">Slot of its row 0.</param>
/// <param name="Run">Its memory.</param>
internal readonly record struct ChunkRecord(ChunkLayout Layout, uint Slot, BlockRun Run);
