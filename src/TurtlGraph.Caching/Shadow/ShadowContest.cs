using System.Runtime.CompilerServices;

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

    // A change costs misses: what is cached fits the former leader. So it is due when staying has cost as many hits as a change does,
    // a seventh of the capacity, beyond what chance explains: whoever waits until then loses at most twice what foresight loses
    // (as in the ski rental problem), however small the lead is. Hits count for long.
    private const double MemoryInCapacities = 100;
    private const double CostOfChange = 0.15;
    private const double Deviations = 4;

    private readonly CachePolicyOptions _options;
    private readonly Func<int, CachePolicyOptions, CachePolicy> _make;
    private readonly ShadowCache[] _shadows;
    private readonly double[] _hits;
    private readonly double[] _unlike;
    private readonly bool[] _isHit;
    private int _slots;
    private uint _threshold = uint.MaxValue;
    private double _decay;
    private double _requests;
    private int _observed;

    /// <summary>Starts a contest.</summary>
    /// <param name="count">Number of policies.</param>
    /// <param name="first">The leader at the start.</param>
    /// <param name="options">Options of the cache they are compared for.</param>
    /// <param name="make">Makes policy i with the options of a shadow.</param>
    public ShadowContest(int count, int first, CachePolicyOptions options, Func<int, CachePolicyOptions, CachePolicy> make)
    {
        _options = options;
        _make = make;
        _shadows = new ShadowCache[count];
        _hits = new double[count];
        _unlike = new double[count];
        _isHit = new bool[count];
        Leader = first;
        Begin(1, (int)Math.Min(options.Capacity, ObjectsInShadow));
    }

    /// <summary>The policy in front; it changes when another one is ahead by more than a change costs.</summary>
    public int Leader { get; set; }

    /// <summary>Share of the keys that is observed, above 0 to 1.</summary>
    public double SampledShare => _threshold / (double)uint.MaxValue;

    /// <summary>Bytes of native memory.</summary>
    public long MetadataBytes => _shadows.Sum(static shadow => shadow.MetadataBytes);

    /// <summary>Hits of policy <paramref name="index"/> per request, lately; 0 before the first.</summary>
    public double HitRatio(int index) => _requests > 0 ? _hits[index] / _requests : 0;

    /// <summary>Whether requests for the key belong to the sample.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Samples(ulong key) => KeyHash.Sample(key) <= _threshold;

    /// <summary>Shows a request to the contestants, whose key belongs to the sample; true when the leader has changed.</summary>
    public bool Observe(in CacheRequest request)
    {
        for (int i = 0; i < _shadows.Length; i++)
        {
            _isHit[i] = _shadows[i].Request(in request);
        }

        for (int i = 0; i < _shadows.Length; i++)
        {
            _hits[i] += _isHit[i] ? 1 : 0;
            _unlike[i] += _isHit[i] != _isHit[Leader] ? 1 : 0;
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

    private void Begin(double share, int slots)
    {
        _threshold = share >= 1 ? uint.MaxValue : (uint)(share * uint.MaxValue);
        _slots = slots;
        _decay = Math.Exp(-Period / (MemoryInCapacities * Math.Max(slots, 64)));
        CachePolicyOptions small = _options with { Capacity = Math.Max(1, (long)(_options.Capacity * share)), Slots = slots };
        for (int i = 0; i < _shadows.Length; i++)
        {
            _shadows[i]?.Dispose();
            _shadows[i] = new ShadowCache(_make(i, small));
        }
    }

    // Shadows that hold more than was expected begin anew with the share that the average weight seen so far asks for.
    private void LimitShadows()
    {
        CachePolicy seen = _shadows[Leader].Policy;
        if (seen.Count > 2 * ObjectsInShadow)
        {
            double objects = (double)_options.Capacity * seen.Count / seen.UsedWeight;
            Begin(Math.Min(1, ObjectsInShadow / objects), ObjectsInShadow);
        }
    }

    private bool Choose()
    {
        LimitShadows();
        int best = Leader;
        for (int i = 0; i < _hits.Length; i++)
        {
            best = _hits[i] > _hits[best] ? i : best;
        }

        double due = (CostOfChange * _slots) + (Deviations * Math.Sqrt(_unlike[best]));
        bool isBetter = _hits[best] > _hits[Leader] + due;
        Leader = isBetter ? best : Leader;
        for (int i = 0; i < _hits.Length; i++)
        {
            _hits[i] *= _decay;
            _unlike[i] = isBetter ? 0 : _unlike[i] * _decay;
        }

        _requests *= _decay;
        return isBetter;
    }
}
