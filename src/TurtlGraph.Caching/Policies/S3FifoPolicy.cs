namespace TurtlGraph.Caching;

/// <summary>
/// S3-FIFO (Yang et al., SOSP 2023): a small queue of a tenth of the capacity for new assets, a main queue with counters up to 3,
/// and a memory of the keys that left the small queue unused, nine tenths of the capacity; two uses lead from small to main.
/// </summary>
internal sealed class S3FifoPolicy : CachePolicy
{
    private const int Small = 0;
    private const int Main = 1;
    private const byte GreatestUses = 3;
    private const byte UsesForMain = 2;
    private const byte MainBit = 4;

    private readonly long _mainLimit;
    private readonly long _ghostLimit;
    private SlotRings _order;
    private Column<byte> _states;
    private GhostLists _ghosts;
    private long _mainWeight;
    private bool _isRemembered;

    public S3FifoPolicy(CachePolicyOptions options)
        : base("s3fifo", options)
    {
        _mainLimit = Capacity - (long)(Capacity * 0.1);
        _ghostLimit = (long)(Capacity * 0.9);
        _order = new SlotRings(2, options.Slots);
        _ghosts = new GhostLists(1, options.Slots);
        _states.Grow(options.Slots);
    }

    private protected override long OwnBytes => _order.Bytes + _states.Bytes + _ghosts.Bytes;

    private protected override void OnAccess(int slot)
    {
        ref byte state = ref _states[slot];
        if ((state & GreatestUses) != GreatestUses)
        {
            state++;
        }
    }

    private protected override void OnAnnounce(in CacheRequest request) => _isRemembered = _ghosts.Remove(request.Key);

    private protected override void OnAdmit(int slot, in CacheRequest request)
    {
        if (_isRemembered)
        {
            EnterMain(slot, 0);
        }
        else
        {
            _states[slot] = 0;
            _order.AddNewest(Small, slot);
        }

        _isRemembered = false;
    }

    private protected override void OnTakeOver(int slot)
    {
        if ((_states[slot] & MainBit) == 0 && UsedWeight - _mainWeight > Capacity - _mainLimit)
        {
            _order.Unlink(slot);
            EnterMain(slot, 0);
        }
    }

    private protected override int OnEvict()
    {
        while (true)
        {
            int small = _order.Oldest(Small);
            int slot = small < 0 || (_mainWeight > _mainLimit && _order.Oldest(Main) >= 0) ? PassMain() : PassSmall(small);
            if (slot >= 0)
            {
                return slot;
            }
        }
    }

    private protected override void OnRemove(int slot)
    {
        _order.Unlink(slot);
        _mainWeight -= (_states[slot] & MainBit) != 0 ? WeightOf(slot) : 0;
    }

    private protected override void OnUnpin(int slot)
    {
        OnAccess(slot);
        if ((_states[slot] & MainBit) != 0)
        {
            EnterMain(slot, _states[slot] & GreatestUses);
        }
        else
        {
            _order.AddNewest(Small, slot);
        }
    }

    private protected override void OnGrow(int slots)
    {
        _order.Grow(slots);
        _states.Grow(slots);
    }

    protected override void Dispose(bool disposing)
    {
        _order.Dispose();
        _states.Dispose();
        _ghosts.Dispose();
        base.Dispose(disposing);
    }

    // The victim, or -1 when all that was left in the small queue moved to the main one.
    private int PassSmall(int slot)
    {
        for (; slot >= 0; slot = _order.Oldest(Small))
        {
            _order.Unlink(slot);
            if (_states[slot] < UsesForMain)
            {
                Remember(slot);
                return slot;
            }

            EnterMain(slot, 0);
        }

        return -1;
    }

    private int PassMain()
    {
        int slot = _order.Oldest(Main);
        while (_states[slot] > MainBit)
        {
            _states[slot]--;
            _order.MoveToNewest(Main, slot);
            slot = _order.Oldest(Main);
        }

        OnRemove(slot);
        return slot;
    }

    private void EnterMain(int slot, int uses)
    {
        _states[slot] = (byte)(MainBit | uses);
        _order.AddNewest(Main, slot);
        _mainWeight += WeightOf(slot);
    }

    private void Remember(int slot) => _ghosts.Remember(KeyOf(slot), WeightOf(slot), _ghostLimit, Math.Max(64, SlotCount));
}
