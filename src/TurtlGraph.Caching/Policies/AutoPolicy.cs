namespace TurtlGraph.Caching;

/// <summary>
/// Runs the policy that does best on a sample of the keys, and changes it while running: a <see cref="ShadowContest"/> between
/// the candidates picks the leader. After a change the cached slots move to the new policy, some at each request.
/// </summary>
/// <remarks>A change allocates the new policy; between changes nothing is allocated.</remarks>
public sealed class AutoPolicy : CachePolicy
{
    private const int MovesAtOnce = 16;
    private const byte MostUses = 15;
    private const int BySize = 8;

    private static readonly string[] s_candidates = ["lirs", "s3fifo", "lru", "lfuda", "arc", "2q", "sieve", "wtinylfu", "gdsf"];

    private readonly CachePolicyOptions _options;
    private readonly ShadowContest _contest;
    private CachePolicy _live;
    private CachePolicy? _old;
    private int _moved;
    private Column<byte> _uses;
    private double _weights;
    private double _squares;
    private bool _hasBegun;

    internal AutoPolicy(CachePolicyOptions options)
        : base("auto", options)
    {
        _options = options;
        _contest = new ShadowContest(s_candidates.Length, 0, options, static (i, small) => Make(i, small));
        _live = MakeLive(0, options);
        _uses.Grow(options.Slots);
    }

    /// <summary>Names of the policies it chooses from.</summary>
    public static IReadOnlyList<string> Candidates => s_candidates;

    /// <summary>Name of the policy that runs at present.</summary>
    public string Current => _live.Name;

    /// <summary>Number of changes so far.</summary>
    public int Changes { get; private set; }

    internal long ShadowBytes => _contest.MetadataBytes;

    private protected override long OwnBytes => _uses.Bytes + _live.MetadataBytes + (_old?.MetadataBytes ?? 0) + _contest.MetadataBytes;

    /// <summary>Lately, the share of hits that a candidate has on the sampled keys; 0 before the first.</summary>
    public double SampledHitRatio(int candidate) => _contest.HitRatio(candidate);

    private protected override void OnAccess(int slot)
    {
        Observe(new CacheRequest(KeyOf(slot), WeightOf(slot)));
        if (_old is not null && _old.Contains(slot))
        {
            Transfer(slot);
        }

        _uses[slot] += _uses[slot] < MostUses ? (byte)1 : (byte)0;
        _live.Access(slot);
    }

    private protected override void OnAnnounce(in CacheRequest request)
    {
        Observe(in request);
        _live.Announce(in request);
    }

    private protected override void OnAdmit(int slot, in CacheRequest request)
    {
        _weights += request.Weight;
        _squares += (double)request.Weight * request.Weight;
        _uses[slot] = 0;
        _live.Admit(slot, in request);
        if (UsedWeight > Capacity / 2)
        {
            Begin();
        }
    }

    private protected override int OnEvict()
    {
        Begin();
        int slot = _old is null ? -1 : _old.Evict();
        return slot >= 0 ? slot : _live.Evict();
    }

    private protected override void OnRemove(int slot) => OwnerOf(slot).Remove(slot);

    private protected override void OnRemovePinned(int slot) => OwnerOf(slot).Remove(slot);

    private protected override void OnPin(int slot) => OwnerOf(slot).Pin(slot);

    private protected override void OnUnpin(int slot) => OwnerOf(slot).Unpin(slot);

    // The policies inside grow when a slot is admitted to them; but the columns they read have moved.
    private protected override void OnGrow(int slots)
    {
        _uses.Grow(slots);
        _live.Borrow(this);
        _old?.Borrow(this);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _uses.Dispose();
        _live.Dispose();
        _old?.Dispose();
        _contest.Dispose();
        base.Dispose(disposing);
    }

    private static CachePolicy Make(int candidate, CachePolicyOptions options) => CachePolicies.Create(s_candidates[candidate], options);

    private CachePolicy MakeLive(int candidate, CachePolicyOptions options)
    {
        CachePolicy policy = Make(candidate, options);
        policy.Borrow(this);
        return policy;
    }

    private CachePolicy OwnerOf(int slot) => _old is not null && _old.Contains(slot) ? _old : _live;

    // Until the first eviction all policies are alike, so the first one is chosen when the cache is half full: where weights differ
    // by more than their mean, the one by size.
    private void Begin()
    {
        if (_hasBegun)
        {
            return;
        }

        _hasBegun = true;
        double mean = _weights / Count;
        if (_squares / Count > 2 * mean * mean && Changes == 0)
        {
            _contest.Leader = BySize;
            ChangeToLeader();
        }
    }

    private void Observe(in CacheRequest request)
    {
        if (_contest.Samples(request.Key) && _contest.Observe(in request))
        {
            ChangeToLeader();
        }

        Move(MovesAtOnce);
    }

    private void ChangeToLeader()
    {
        FinishMoving();
        _old = _live;
        _live = MakeLive(_contest.Leader, _options with { Slots = Math.Max(_options.Slots, SlotCount) });
        _moved = 0;
        Changes++;
    }

    private void FinishMoving()
    {
        while (_old is not null)
        {
            Move(int.MaxValue);
        }
    }

    // First what the old policy would evict, worst first, so that the new one takes it over in that order; then what is pinned.
    private void Move(int most)
    {
        for (int moves = 0; moves < most && _old is not null; moves++)
        {
            int slot = _old.Evict();
            if (slot >= 0)
            {
                Introduce(slot);
            }
            else if (_moved < SlotCount)
            {
                slot = _moved++;
                if (_old.Contains(slot))
                {
                    Transfer(slot);
                }
            }
            else
            {
                _old.Dispose();
                _old = null;
            }
        }
    }

    private void Transfer(int slot)
    {
        bool isPinned = _old!.IsPinned(slot);
        _old.Remove(slot);
        Introduce(slot);
        if (isPinned)
        {
            _live.Pin(slot);
        }
    }

    // The new policy sees the uses that the slot had, so that it need not learn anew what is popular.
    private void Introduce(int slot) => _live.TakeOver(slot, new CacheRequest(KeyOf(slot), WeightOf(slot)), _uses[slot]);
}
