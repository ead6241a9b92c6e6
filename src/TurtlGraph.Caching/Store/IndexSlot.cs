namespace TurtlGraph.Caching;

/// <summary>A key and the place of its record: 24 bytes. A slot without a place is free.</summary>
internal struct IndexSlot
{
    public StoreKey Key;
    public ulong PlaceBits;

    public readonly Place Place => new(PlaceBits);
}
