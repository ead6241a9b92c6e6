namespace TurtlGraph.Caching;

/// <summary>
/// SIEVE (Zhang et al., NSDI 2024): first in, first out with one bit a slot, and a hand that stays where it took the last victim.
/// It moves from old to new, clears the bits it passes and takes the first slot without one.
/// </summary>
internal sealed class SievePolicy : RingPolicy
{
    private const int AtOldest = -1;
    private Column<bool> _visited;
    private int _hand = AtOldest;

    public SievePolicy(CachePolicyOptions options)
        : base("sieve", options) => _visited.Grow(options.Slots);

    private protected override long OwnBytes => base.OwnBytes + _visited.Bytes;

    private protected override void OnAccess(int slot) => _visited[slot] = true;

    private protected override void OnAdmit(int slot, in CacheRequest request)
    {
        _visited[slot] = false;
        base.OnAdmit(slot, in request);
    }

    private protected override int OnEvict()
    {
        int slot = _hand < 0 ? Order.Oldest(Ring) : _hand;
        while (_visited[slot])
        {
            _visited[slot] = false;
            slot = Order.NewerThan(slot);
            if (slot < 0)
            {
                slot = Order.Oldest(Ring);
            }
        }

        OnRemoveAtHand(slot);
        return slot;
    }

    private protected override void OnRemove(int slot)
    {
        if (slot == _hand)
        {
            OnRemoveAtHand(slot);
        }
        else
        {
            Order.Unlink(slot);
        }
    }

    private protected override void OnUnpin(int slot)
    {
        base.OnUnpin(slot);
        _visited[slot] = true;
    }

    private protected override void OnGrow(int slots)
    {
        base.OnGrow(slots);
        _visited.Grow(slots);
    }

    protected override void Dispose(bool disposing)
    {
        _visited.Dispose();
        base.Dispose(disposing);
    }

    private void OnRemoveAtHand(int slot)
    {
        _hand = Order.NewerThan(slot);
        Order.Unlink(slot);
    }
}
