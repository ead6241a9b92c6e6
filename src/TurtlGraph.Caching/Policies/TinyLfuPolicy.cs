namespace TurtlGraph.Caching;

/// <summary>
/// W-TinyLFU (Einziger, Friedman and Manes, ACM ToS 2017). New assets enter a window ordered by last use; what leaves it stays
/// only if a sketch saw it more often than the main part's victim. The main part is segmented: probation, and four fifths
/// protected for what was used there. The window is adaptive: its size is the one that does best on a sample of the keys.
/// </summary>
internal sealed partial class TinyLfuPolicy : CachePolicy
{
    private const int Window = 0;
    private const int Probation = 1;
    private const int Protected = 2;
    private const int None = -1;

    // A candidate this frequent that loses is let in once in 128 times, so that colliding keys cannot lock the victims in.
    private const int FrequentCandidate = 6;

    private SlotRings _order;
    private Column<byte> _listOf;
    private FrequencySketch _sketch;
    private Column<long> _listWeights;
    private ulong _random;
    private int _candidate = None;

    /// <summary>Makes an empty policy with a window of a given share of the capacity, or, with null, of an adaptive one.</summary>
    public TinyLfuPolicy(CachePolicyOptions options, double? windowShare = null)
        : base("wtinylfu", options)
    {
        _order = new SlotRings(3, options.Slots);
        _listOf.Grow(options.Slots);
        _listWeights.Grow(3);
        _sketch = new FrequencySketch(Math.Min(Capacity, options.Slots));
        _random = options.Seed | 1;
        Resize(windowShare ?? s_shares[0]);
        _contest = windowShare is null ? new ShadowContest(s_shares.Length, 0, options, static (i, small) => new TinyLfuPolicy(small, s_shares[i])) : null;
    }

    /// <summary>Greatest weight of the window at present.</summary>
    public long WindowLimit => _windowLimit;

    internal long ShadowBytes => _contest?.MetadataBytes ?? 0;

    private protected override long OwnBytes => _order.Bytes + _listOf.Bytes + _sketch.Bytes + (_contest?.MetadataBytes ?? 0);

    private protected override void OnAccess(int slot)
    {
        ulong key = KeyOf(slot);
        _sketch.Add(key);
        Promote(slot);
        if (IsSampled(key))
        {
            Observe(new CacheRequest(key, WeightOf(slot)));
        }

        if (_toMove > 0)
        {
            FillWindow();
        }
    }

    private protected override void OnAnnounce(in CacheRequest request)
    {
        _sketch.Add(request.Key);
        _candidate = None;
        if (IsSampled(request.Key))
        {
            Observe(in request);
        }

        if (_toMove > 0)
        {
            FillWindow();
        }
    }

    private protected override void OnAdmit(int slot, in CacheRequest request)
    {
        Link(slot, Window);
        if (UsedWeight <= Capacity)
        {
            ShrinkWindow(0);
        }
    }

    private protected override int OnEvict()
    {
        ShrinkWindow(AnnouncedWeight);
        int victim = Victim();
        if (_candidate != None && _candidate != victim && _listOf[_candidate] == Probation && !IsAdmitted(_candidate, victim))
        {
            victim = _candidate;
        }

        Unlink(victim);
        if (_candidate == victim)
        {
            _candidate = None;
        }

        return victim;
    }

    private protected override void OnRemove(int slot)
    {
        Unlink(slot);
        if (_candidate == slot)
        {
            _candidate = None;
        }
    }

    private protected override void OnUnpin(int slot)
    {
        Link(slot, _listOf[slot]);
        _sketch.Add(KeyOf(slot));
        Promote(slot);
    }

    private protected override void OnGrow(int slots)
    {
        _order.Grow(slots);
        _listOf.Grow(slots);
        _sketch.Grow(Math.Min(Capacity, slots));
    }

    protected override void Dispose(bool disposing)
    {
        _order.Dispose();
        _listOf.Dispose();
        _listWeights.Dispose();
        _sketch.Dispose();
        _contest?.Dispose();
        base.Dispose(disposing);
    }

    private int Victim()
    {
        int probation = _order.Oldest(Probation);
        if (probation >= 0)
        {
            return probation;
        }

        int protectedSlot = _order.Oldest(Protected);
        return protectedSlot >= 0 ? protectedSlot : _order.Oldest(Window);
    }

    private bool IsAdmitted(int candidate, int victim)
    {
        int frequency = _sketch.Estimate(KeyOf(candidate));
        if (frequency > _sketch.Estimate(KeyOf(victim)))
        {
            return true;
        }

        return frequency >= FrequentCandidate && (NextRandom() & 127) == 0;
    }

    private void Promote(int slot)
    {
        int list = _listOf[slot];
        if (list != Probation)
        {
            _order.MoveToNewest(list, slot);
            return;
        }

        Move(slot, Protected);
        while (_listWeights[Protected] > _protectedLimit)
        {
            Move(_order.Oldest(Protected), Probation);
        }
    }

    // What leaves the window becomes the newest on probation and the candidate of the next comparison.
    private void ShrinkWindow(long incoming)
    {
        while (_listWeights[Window] + incoming > _windowLimit && _order.Oldest(Window) >= 0)
        {
            _candidate = _order.Oldest(Window);
            Move(_candidate, Probation);
        }
    }

    private void Link(int slot, int list)
    {
        _order.AddNewest(list, slot);
        _listOf[slot] = (byte)list;
        _listWeights[list] += WeightOf(slot);
    }

    private void Unlink(int slot)
    {
        _order.Unlink(slot);
        _listWeights[_listOf[slot]] -= WeightOf(slot);
    }

    private void Move(int slot, int list)
    {
        Unlink(slot);
        Link(slot, list);
    }

    private uint NextRandom()
    {
        _random ^= _random << 13;
        _random ^= _random >> 7;
        _random ^= _random << 17;
        return (uint)(_random >> 32);
    }
}
