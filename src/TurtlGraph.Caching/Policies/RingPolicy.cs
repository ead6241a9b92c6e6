namespace TurtlGraph.Caching;

/// <summary>A policy whose whole order is one list.</summary>
internal abstract class RingPolicy : CachePolicy
{
    private protected const int Ring = 0;
    private protected SlotRings Order;

    private protected RingPolicy(string name, CachePolicyOptions options)
        : base(name, options) => Order = new SlotRings(1, options.Slots);

    private protected override long OwnBytes => Order.Bytes;

    private protected override void OnAdmit(int slot, in CacheRequest request) => Order.AddNewest(Ring, slot);

    private protected override int OnEvict()
    {
        int slot = Order.Oldest(Ring);
        Order.Unlink(slot);
        return slot;
    }

    private protected override void OnRemove(int slot) => Order.Unlink(slot);

    private protected override void OnUnpin(int slot) => Order.AddNewest(Ring, slot);

    private protected override void OnGrow(int slots) => Order.Grow(slots);

    protected override void Dispose(bool disposing)
    {
        Order.Dispose();
        base.Dispose(disposing);
    }
}
