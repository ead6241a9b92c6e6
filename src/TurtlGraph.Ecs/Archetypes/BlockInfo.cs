namespace TurtlGraph.Ecs;

/// <summary>What a block of chunk memory belongs to.</summary>
internal struct BlockInfo
{
    /// <summary>Number of the layout of the chunk.</summary>
    public ushort Layout;

    /// <summary>Logarithm of the blocks in the chunk, which starts at a multiple of their number.</summary>
    public byte Order;
}
