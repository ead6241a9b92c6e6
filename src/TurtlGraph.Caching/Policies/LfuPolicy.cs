namespace TurtlGraph.Caching;

/// <summary>
/// Least frequently used first, by uses since admission; of equals the least recently used. One list ordered by count and
/// recency, and a record a distinct count that knows the newest slot with it, so every step takes constant time.
/// </summary>
internal sealed class LfuPolicy : CachePolicy
{
    private const int Ring = 0;
    private const int None = -1;

    // Distinct counts are few: a column this long grows only where thousands of assets are each used differently often.
    private const int GroupsAtStart = 1024;

    private SlotRings _order;
    private Column<int> _groupOf;
    private Column<Group> _groups;
    private int _freeGroup = None;
    private int _groupCount;

    public LfuPolicy(CachePolicyOptions options)
        : base("lfu", options)
    {
        _order = new SlotRings(1, options.Slots);
        _groupOf.Grow(options.Slots);
        _groups.Grow(GroupsAtStart);
    }

    private protected override long OwnBytes => _order.Bytes + _groupOf.Bytes + _groups.Bytes;

    private protected override void OnAccess(int slot)
    {
        int group = _groupOf[slot];
        Place(slot, _groups[group].Uses + 1, group);
    }

    private protected override void OnAdmit(int slot, in CacheRequest request) => PlaceFromOldest(slot, 1);

    private protected override int OnEvict()
    {
        int slot = _order.Oldest(Ring);
        OnRemove(slot);
        return slot;
    }

    private protected override void OnRemove(int slot) => Leave(slot, _groupOf[slot]);

    // What is pinned keeps its count in the column of groups, as a negative number.
    private protected override void OnPin(int slot)
    {
        int group = _groupOf[slot];
        int uses = (int)Math.Min(_groups[group].Uses, int.MaxValue - 2);
        Leave(slot, group);
        _groupOf[slot] = -uses;
    }

    private protected override void OnUnpin(int slot) => PlaceFromOldest(slot, 1L - _groupOf[slot]);

    private protected override void OnGrow(int slots)
    {
        _order.Grow(slots);
        _groupOf.Grow(slots);
    }

    protected override void Dispose(bool disposing)
    {
        _order.Dispose();
        _groupOf.Dispose();
        _groups.Dispose();
        base.Dispose(disposing);
    }

    // Moves a slot of the group to the group with one use more, which is the next one or does not exist yet.
    private void Place(int slot, long uses, int group)
    {
        int newest = _groups[group].Newest;
        int following = _order.NewerThan(newest);
        int next = following >= 0 && _groups[_groupOf[following]].Uses == uses ? _groupOf[following] : None;
        if (next == None && _groups[group].Oldest == newest)
        {
            _groups[group].Uses = uses;
            return;
        }

        if (next != None)
        {
            int after = _groups[next].Newest;
            Leave(slot, group);
            Join(slot, next, after);
            return;
        }

        int anchor = slot == newest ? _order.OlderThan(slot) : newest;
        Leave(slot, group);
        Found(slot, uses, anchor);
    }

    private void PlaceFromOldest(int slot, long uses)
    {
        int anchor = None;
        int at = _order.Oldest(Ring);
        while (at >= 0)
        {
            ref Group group = ref _groups[_groupOf[at]];
            if (group.Uses == uses)
            {
                Join(slot, _groupOf[at], group.Newest);
                return;
            }

            if (group.Uses > uses)
            {
                break;
            }

            anchor = group.Newest;
            at = _order.NewerThan(anchor);
        }

        Found(slot, uses, anchor);
    }

    private void Join(int slot, int group, int after)
    {
        _order.AddAfter(after, slot);
        _groups[group].Newest = slot;
        _groupOf[slot] = group;
    }

    private void Found(int slot, long uses, int after)
    {
        int group = TakeGroup();
        _groups[group] = new Group { Uses = uses, Newest = slot, Oldest = slot };
        _groupOf[slot] = group;
        if (after < 0)
        {
            _order.AddOldest(Ring, slot);
        }
        else
        {
            _order.AddAfter(after, slot);
        }
    }

    private void Leave(int slot, int group)
    {
        ref Group left = ref _groups[group];
        if (left.Oldest == left.Newest)
        {
            left.Oldest = _freeGroup;
            _freeGroup = group;
        }
        else if (left.Newest == slot)
        {
            left.Newest = _order.OlderThan(slot);
        }
        else if (left.Oldest == slot)
        {
            left.Oldest = _order.NewerThan(slot);
        }

        _order.Unlink(slot);
    }

    private int TakeGroup()
    {
        int group = _freeGroup;
        if (group != None)
        {
            _freeGroup = _groups[group].Oldest;
            return group;
        }

        if (_groupCount == _groups.Length)
        {
            _groups.Grow(_groupCount * 2);
        }

        return _groupCount++;
    }

    private struct Group
    {
        public long Uses;
        public int Oldest;
        public int Newest;
    }
}
