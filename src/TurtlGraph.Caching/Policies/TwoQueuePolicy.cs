namespace TurtlGraph.Caching;

/// <summary>
/// 2Q (Johnson and Shasha, VLDB 1994), full version: new assets pass through a queue of a quarter of the capacity; keys that
/// leave it are remembered, half a capacity of them; what is asked for while remembered enters the main list, ordered by last use.
/// </summary>
internal sealed class TwoQueuePolicy : CachePolicy
{
    private const int In = 0;
    private const int Main = 1;

    private readonly long _inLimit;
    private readonly long _ghostLimit;
    private SlotRings _order;
    private Column<byte> _listOf;
    private GhostLists _ghosts;
    private long _inWeight;
    private bool _isRemembered;

    public TwoQueuePolicy(CachePolicyOptions options)
        : base("2q", options)
    {
        _inLimit = (long)(Capacity * 0.25);
        _ghostLimit = (long)(Capacity * 0.5);
        _order = new SlotRings(2, options.Slots);
        _ghosts = new GhostLists(1, options.Slots / 2);
        _listOf.Grow(options.Slots);
    }

    private protected override long OwnBytes => _order.Bytes + _listOf.Bytes + _ghosts.Bytes;

    private protected override void OnAccess(int slot)
    {
        if (_listOf[slot] == Main)
        {
            _order.MoveToNewest(Main, slot);
        }
    }

    private protected override void OnAnnounce(in CacheRequest request) => _isRemembered = _ghosts.Remove(request.Key);

    private protected override void OnAdmit(int slot, in CacheRequest request)
    {
        Link(slot, _isRemembered ? Main : In);
        _isRemembered = false;
    }

    private protected override void OnTakeOver(int slot)
    {
        if (_listOf[slot] == In && _inWeight > _inLimit)
        {
            Unlink(slot);
            Link(slot, Main);
        }
    }

    private protected override int OnEvict()
    {
        int main = _order.Oldest(Main);
        int slot = (_inWeight > _inLimit && _order.Oldest(In) >= 0) || main < 0 ? _order.Oldest(In) : main;
        Unlink(slot);
        if (_listOf[slot] == In)
        {
            Remember(slot);
        }

        return slot;
    }

    private protected override void OnRemove(int slot) => Unlink(slot);

    private protected override void OnUnpin(int slot) => Link(slot, _listOf[slot]);

    private protected override void OnGrow(int slots)
    {
        _order.Grow(slots);
        _listOf.Grow(slots);
    }

    protected override void Dispose(bool disposing)
    {
        _order.Dispose();
        _listOf.Dispose();
        _ghosts.Dispose();
        base.Dispose(disposing);
    }

    private void Remember(int slot) => _ghosts.Remember(KeyOf(slot), WeightOf(slot), _ghostLimit, Math.Max(64, SlotCount));

    private void Link(int slot, int list)
    {
        _order.AddNewest(list, slot);
        _listOf[slot] = (byte)list;
        _inWeight += list == In ? WeightOf(slot) : 0;
    }

    private void Unlink(int slot)
    {
        _order.Unlink(slot);
        _inWeight -= _listOf[slot] == In ? WeightOf(slot) : 0;
    }
}
