namespace TurtlGraph.Caching;

/// <summary>
/// Runs several policies beside each other on a sample of the keys and says which one has most hits lately. A sample of a
/// share of the keys in a cache of that share of the capacity misses like the whole (miniature simulation: Waldspurger et al.,
/// USENIX ATC 2017).
/// </summary>
/// <remarks>Not thread-safe. Owns the policies. An observed request allocates nothing once the shadows have grown.</remarks>
internal sealed class ShadowContest : IDisposable
{
    // Sampled caches of this many objects tell policies apart to about half a percentage point.
    private const int ObjectsInShadow = 2048;
    private const int Period = 128;

    // Short phases are not worth following: what is cached fits the former leader. So old hits count for long, and the best
    // must lead by some of a hundred requests.
    private const double MemoryInCapacities = 30;
    private const double Margin = 0.02;

    private readonly ShadowCache[] _shadows;
    private readonly double[] _hits;
    private readonly uint _threshold;
    private readonly double _decay;
    private double _requests;
    private int _observed;

    /// <summary>Starts a contest between policies of a given maker.</summary>
    /// <param name="count">Number of policies.</param>
    /// <param name="first">The leader at the start.</param>
    /// <param name="options">Options of the cache they are compared for.</param>
    /// <param name="make">Makes policy i with the options of a shadow.</param>
    public ShadowContest(int count, int first, CachePolicyOptions options, Func<int, CachePolicyOptions, CachePolicy> make)
    {
        double share = Math.Min(1, (double)ObjectsInShadow / Math.Max(1, Math.Min(options.Slots, options.Capacity)));
        _threshold = share >= 1 ? uint.MaxValue : (uint)(share * uint.MaxValue);
        int slots = (int)Math.Ceiling(Math.Min(options.Slots, options.Capacity) * share);
        CachePolicyOptions small = options with { Capacity = Math.Max(1, (long)(options.Capacity * share)), Slots = slots + 1 };
        _shadows = new ShadowCache[count];
        for (int i = 0; i < count; i++)
        {
            _shadows[i] = new ShadowCache(make(i, small));
        }

        _hits = new double[count];
        _decay = Math.Exp(-Period / (MemoryInCapacities * Math.Max(slots, 64)));
        Leader = first;
    }

    /// <summary>The policy with most hits, as of the last period.</summary>
    public int Leader { get; private set; }

    /// <summary>Share of the keys that is observed, above 0 to 1.</summary>
    public double SampledShare => _threshold / (double)uint.MaxValue;

    /// <summary>Bytes of native memory.</summary>
    public long MetadataBytes => _shadows.Sum(static shadow => shadow.MetadataBytes);

    /// <summary>Hits of policy <paramref name="index"/> per request, lately; 0 before the first.</summary>
    public double HitRatio(int index) => _requests > 0 ? _hits[index] / _requests : 0;

    /// <summary>Shows a request to the contestants; true when the leader has changed.</summary>
    public bool Observe(in CacheRequest request)
    {
        if ((uint)((request.Key * 0xD6E8FEB86659FD93) >> 32) > _threshold)
        {
            return false;
        }

        for (int i = 0; i < _shadows.Length; i++)
        {
            _hits[i] += _shadows[i].Request(in request) ? 1 : 0;
        }

        _requests++;
        return ++_observed % Period == 0 && Choose();
    }

    public void Dispose()
    {
        foreach (ShadowCache shadow in _shadows)
        {
            shadow.Dispose();
        }
    }

    private bool Choose()
    {
        int best = Leader;
        for (int i = 0; i < _hits.Length; i++)
        {
            best = _hits[i] > _hits[best] ? i : best;
        }

        bool isBetter = _hits[best] > _hits[Leader] + (Margin * _requests) + 2;
        Leader = isBetter ? best : Leader;
        for (int i = 0; i < _hits.Length; i++)
        {
            _hits[i] *= _decay;
        }

        _requests *= _decay;
        return isBetter;
    }
}
