namespace TurtlGraph.Ecs;

/// <summary>
/// Work on the chunks of a query that several threads share. Implemented by a struct, so that <see cref="ChunkWorkers"/>
/// calls it without indirection.
/// </summary>
public interface IChunkJob
{
    /// <summary>
    /// Works on one chunk. Called by several threads at once on the same job, each chunk once: write to the chunk's columns, or
    /// to a place of the worker's own.
    /// </summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="worker">Number of the calling worker, from 0 to <see cref="ChunkWorkers.Count"/> - 1.</param>
    void Run(in Chunk chunk, int worker);
}
