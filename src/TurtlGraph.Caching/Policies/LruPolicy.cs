namespace TurtlGraph.Caching;

/// <summary>Least recently used first.</summary>
internal sealed class LruPolicy : RingPolicy
{
    public LruPolicy(CachePolicyOptions options)
        : base("lru", options)
    {
    }

    private protected override void OnAccess(int slot) => Order.MoveToNewest(Ring, slot);
}
