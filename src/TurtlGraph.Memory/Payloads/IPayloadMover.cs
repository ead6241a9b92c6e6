namespace TurtlGraph.Memory;

/// <summary>
/// What the owner of the payloads says while a <see cref="PayloadArena"/> compacts itself. Implemented by a struct, so that a call
/// costs no dispatch.
/// </summary>
/// <remarks>Called by the thread that compacts, from inside the arena: the members must not call the arena. What they throw reaches the caller, and the arena stays whole.</remarks>
public interface IPayloadMover
{
    /// <summary>
    /// Whether the block may move now: nobody reads or writes it during the call that compacts, and <see cref="Moved"/> can reach
    /// whoever keeps its address. May be asked several times for one block, and must not change its answer during the call.
    /// </summary>
    /// <param name="block">The block.</param>
    /// <param name="tag">The number its owner gave it.</param>
    bool MayMove(in PayloadBlock block, int tag);

    /// <summary>The contents of <paramref name="origin"/>, which is stale from now on, lie at <paramref name="place"/>.</summary>
    /// <param name="origin">Where they lay.</param>
    /// <param name="place">Where they lie; has the same length.</param>
    /// <param name="tag">The number the owner gave the block.</param>
    void Moved(in PayloadBlock origin, in PayloadBlock place, int tag);
}
