namespace TurtlGraph.Ecs;

/// <summary>What a block of chunk memory belongs to, in the form in which a random get needs it.</summary>
internal struct BlockInfo
{
    /// <summary>Slot of row 0 of the chunk.</summary>
    public uint ChunkSlot;

    /// <summary>Index of the first entry of the chunk's layout in the table of column offsets.</summary>
    public uint OffsetRow;
}
