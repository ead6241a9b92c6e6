namespace TurtlGraph.Caching;

/// <summary>
/// ARC (Megiddo and Modha, FAST 2003) with REPLACE and its four cases: lists of what was used once and more than once, a ghost
/// list for each, and a target between them that moves on ghost hits. Sizes are sums of weights, so assets may differ in size.
/// </summary>
internal sealed class ArcPolicy : CachePolicy
{
    private const int Once = 0;
    private const int Often = 1;

    private SlotRings _order;
    private Column<byte> _listOf;
    private GhostLists _ghosts;
    private long _onceWeight;
    private long _oftenWeight;
    private double _target;
    private int _announcedGhost = -1;

    public ArcPolicy(CachePolicyOptions options)
        : base("arc", options)
    {
        _order = new SlotRings(2, options.Slots);
        _ghosts = new GhostLists(2, options.Slots);
        _listOf.Grow(options.Slots);
    }

    /// <summary>Target weight of what was used once (the paper's p).</summary>
    public double Target => _target;

    private protected override long OwnBytes => _order.Bytes + _listOf.Bytes + _ghosts.Bytes;

    private protected override void OnAccess(int slot)
    {
        if (_listOf[slot] == Often)
        {
            _order.MoveToNewest(Often, slot);
        }
        else
        {
            Unlink(slot);
            Link(slot, Often);
        }
    }

    private protected override void OnAnnounce(in CacheRequest request)
    {
        _announcedGhost = -1;
        int entry = _ghosts.Find(request.Key);
        if (entry < 0)
        {
            return;
        }

        _announcedGhost = _ghosts.ListOf(entry);
        double once = _ghosts.WeightOf(Once);
        double often = _ghosts.WeightOf(Often);
        _target = _announcedGhost == Once
            ? Math.Min(_target + Math.Max(often / once, 1), Capacity)
            : Math.Max(_target - Math.Max(once / often, 1), 0);
        _ghosts.Remove(entry);
    }

    private protected override void OnAdmit(int slot, in CacheRequest request)
    {
        Link(slot, _announcedGhost < 0 ? Once : Often);
        _announcedGhost = -1;
    }

    private protected override int OnEvict()
    {
        if (_announcedGhost < 0 && _onceWeight + _ghosts.WeightOf(Once) + AnnouncedWeight > Capacity)
        {
            if (_ghosts.IsEmpty(Once) && _onceWeight > 0)
            {
                return Take(Once);
            }

            if (!_ghosts.IsEmpty(Once))
            {
                _ghosts.DropOldest(Once);
            }
        }
        else if (_announcedGhost < 0 && UsedWeight + _ghosts.WeightOf(Once) + _ghosts.WeightOf(Often) >= 2 * Capacity && !_ghosts.IsEmpty(Often))
        {
            _ghosts.DropOldest(Often);
        }

        return Replace();
    }

    private protected override void OnRemove(int slot) => Unlink(slot);

    private protected override void OnUnpin(int slot) => Link(slot, Often);

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

    private int Replace()
    {
        bool fromOnce = _onceWeight > 0 && (_onceWeight > _target || (_onceWeight == _target && _announcedGhost == Often));
        int list = fromOnce || _oftenWeight == 0 ? Once : Often;
        int slot = Take(list);
        Remember(list, slot);
        return slot;
    }

    // With equal weights the cases above keep the ghosts within the capacity, as the paper proves; with weights of different
    // sizes they can be many, so their number is bounded as well.
    private void Remember(int list, int slot)
    {
        _ghosts.Remove(KeyOf(slot));
        _ghosts.Add(list, KeyOf(slot), WeightOf(slot));
        if (_ghosts.Count > Math.Max(1024, 4L * SlotCount))
        {
            _ghosts.DropOldest(_ghosts.IsEmpty(Once) ? Often : Once);
        }
    }

    private int Take(int list)
    {
        int slot = _order.Oldest(list);
        Unlink(slot);
        return slot;
    }

    private void Link(int slot, int list)
    {
        _order.AddNewest(list, slot);
        _listOf[slot] = (byte)list;
        Weigh(list, WeightOf(slot));
    }

    private void Unlink(int slot)
    {
        _order.Unlink(slot);
        Weigh(_listOf[slot], -WeightOf(slot));
    }

    private void Weigh(int list, long weight)
    {
        if (list == Once)
        {
            _onceWeight += weight;
        }
        else
        {
            _oftenWeight += weight;
        }
    }
}
