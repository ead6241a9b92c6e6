namespace TurtlGraph.Caching;

/// <summary>
/// CLOCK with counters of n bits (Corbató 1968; Smith 1978 for n above 1): a use raises the counter up to 2^n - 1; the hand
/// lowers the counters it passes and takes the first slot whose counter is 0. New slots come behind the hand with counter 0.
/// </summary>
internal sealed class ClockPolicy : RingPolicy
{
    private readonly byte _greatest;
    private Column<byte> _uses;

    public ClockPolicy(string name, int bits, CachePolicyOptions options)
        : base(name, options)
    {
        _greatest = (byte)((1 << bits) - 1);
        _uses.Grow(options.Slots);
    }

    private protected override long OwnBytes => base.OwnBytes + _uses.Bytes;

    private protected override void OnAccess(int slot)
    {
        ref byte uses = ref _uses[slot];
        if (uses < _greatest)
        {
            uses++;
        }
    }

    private protected override void OnAdmit(int slot, in CacheRequest request)
    {
        _uses[slot] = 0;
        base.OnAdmit(slot, in request);
    }

    private protected override int OnEvict()
    {
        int slot = Order.Oldest(Ring);
        while (_uses[slot] > 0)
        {
            _uses[slot]--;
            Order.MoveToNewest(Ring, slot);
            slot = Order.Oldest(Ring);
        }

        Order.Unlink(slot);
        return slot;
    }

    private protected override void OnUnpin(int slot)
    {
        base.OnUnpin(slot);
        OnAccess(slot);
    }

    private protected override void OnGrow(int slots)
    {
        base.OnGrow(slots);
        _uses.Grow(slots);
    }

    protected override void Dispose(bool disposing)
    {
        _uses.Dispose();
        base.Dispose(disposing);
    }
}
