namespace TurtlGraph.Caching;

/// <summary>
/// Belady's rule by size: what takes most room for longest until its next use (weight times distance) goes first, and before
/// that what is never used again. A strong heuristic for object misses, not a bound. Works on recorded traces only.
/// </summary>
internal sealed class BeladySizePolicy : SampledPolicy
{
    private const int Dead = 0;
    private Column<long> _nextUses;
    private SlotRings _dead;

    public BeladySizePolicy(CachePolicyOptions options)
        : base("beladysize", options)
    {
        _nextUses.Grow(options.Slots);
        _dead = new SlotRings(1, options.Slots);
    }

    public override bool NeedsNextUse => true;

    private protected override long OwnBytes => base.OwnBytes + _nextUses.Bytes + _dead.Bytes;

    private protected override void OnAccess(int slot)
    {
        OnRemove(slot);
        Place(slot);
    }

    private protected override void OnAdmit(int slot, in CacheRequest request) => Place(slot);

    private protected override int OnEvict()
    {
        int victim = _dead.Oldest(Dead);
        if (victim < 0)
        {
            victim = Heaviest();
        }

        OnRemove(victim);
        return victim;
    }

    private protected override void OnRemove(int slot)
    {
        if (_nextUses[slot] == long.MaxValue)
        {
            _dead.Unlink(slot);
        }
        else
        {
            Exclude(slot);
        }
    }

    private protected override void OnUnpin(int slot) => Place(slot);

    private protected override void OnGrow(int slots)
    {
        base.OnGrow(slots);
        _nextUses.Grow(slots);
        _dead.Grow(slots);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _nextUses.Dispose();
        _dead.Dispose();
        base.Dispose(disposing);
    }

    private void Place(int slot)
    {
        _nextUses[slot] = NextUse;
        if (NextUse == long.MaxValue)
        {
            _dead.AddNewest(Dead, slot);
        }
        else
        {
            Include(slot);
        }
    }

    private int Heaviest()
    {
        Span<int> drawn = stackalloc int[Drawn];
        int count = Draw(drawn);
        int victim = drawn[0];
        double most = -1;
        foreach (int slot in drawn[..count])
        {
            double room = (double)WeightOf(slot) * (_nextUses[slot] - Now + 1);
            if (room > most)
            {
                most = room;
                victim = slot;
            }
        }

        return victim;
    }
}
