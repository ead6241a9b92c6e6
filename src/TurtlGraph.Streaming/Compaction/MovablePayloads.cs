using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>
/// Which blocks of the payload memory may move: those of published assets that nobody has pinned. The tag of a block is its asset.
/// A slide, which takes payloads away for some frames, leaves those that are shown in place of other levels. What is reserved, being read, decoded or in grace is not published at that address and stays.
/// </summary>
internal readonly unsafe struct MovablePayloads(AssetCatalog catalog, LevelTable? shown = null) : IPayloadMover
{
    public bool MayMove(in PayloadBlock block, int tag)
    {
        if (tag < 0)
        {
            return false;
        }

        ref AssetRecord record = ref catalog[tag];
        return record.State == AssetState.Resident && record.Payload == (nint)block.Pointer && Volatile.Read(ref record.Pins) == 0 && shown?.StandsIn(tag) != true;
    }

    /// <summary>Never called: the runtime moves step by step.</summary>
    public void Moved(in PayloadBlock origin, in PayloadBlock place, int tag) => throw new NotSupportedException();
}
