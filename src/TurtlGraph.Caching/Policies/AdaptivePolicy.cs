namespace TurtlGraph.Caching;

/// <summary>
/// A weighted sum of factors, each between 0 (keep) and 1 (drop): age, rarity, size and priority class, as in
/// <see cref="EvictionScoring"/>, which is the same policy over columns with positions. The weights are set, or learned: when an evicted asset is asked for again soon, the factors that made
/// it the victim lose weight (regret as in LeCaR, HotStorage 2018).
/// </summary>
/// <remarks>Ages are measured in requests by the number of cached assets, sizes by the average weight; so the scales of set weights do not matter, nor does distance.</remarks>
public sealed class AdaptivePolicy : SampledPolicy
{
    private const int Factors = 4;
    private const double LearningRate = 0.1;
    private const float LeastWeight = 0.02f;

    private readonly float[] _weights = new float[Factors];
    private readonly bool _isLearning;
    private RegretMemory _regrets;

    internal AdaptivePolicy(CachePolicyOptions options)
        : base("adaptive", options)
    {
        _isLearning = options.Weights is null;
        EvictionWeights start = options.Weights ?? EvictionPolicy.Adaptive;
        start.Validate();
        ReadOnlySpan<float> given = [start.Age, start.Frequency, start.Size, start.Priority];
        given.CopyTo(_weights);
        _regrets = new RegretMemory(_isLearning ? options.Slots / 2 : 1);
    }

    /// <summary>The weights at present; learned ones sum to 1.</summary>
    public EvictionWeights Weights => new() { Age = _weights[0], Frequency = _weights[1], Size = _weights[2], Priority = _weights[3] };

    private protected override long OwnBytes => base.OwnBytes + _regrets.Bytes;

    private protected override void OnAnnounce(in CacheRequest request)
    {
        if (_isLearning && _regrets.TryTake(request.Key, out uint factors, out long evictedAt))
        {
            Regret(factors, Now - evictedAt);
        }
    }

    private protected override int OnEvict()
    {
        Span<int> drawn = stackalloc int[Drawn];
        Span<float> factors = stackalloc float[Factors];
        Span<float> chosen = stackalloc float[Factors];
        Span<float> sums = stackalloc float[Factors];
        sums.Clear();
        int count = Draw(drawn);
        int victim = -1;
        float best = float.NegativeInfinity;
        foreach (int slot in drawn[..count])
        {
            float score = Score(slot, factors);
            for (int k = 0; k < Factors; k++)
            {
                sums[k] += factors[k];
            }

            if (score > best)
            {
                best = score;
                victim = slot;
                factors.CopyTo(chosen);
            }
        }

        if (_isLearning)
        {
            _regrets.Add(KeyOf(victim), Pack(chosen, sums, count), Now, Math.Max(64, Count / 2));
        }

        Exclude(victim);
        return victim;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _regrets.Dispose();
        base.Dispose(disposing);
    }

    private float Score(int slot, Span<float> factors)
    {
        float age = (RequestsSinceUse(slot)) / (float)Math.Max(1, Count);
        float size = (float)(WeightOf(slot) / AverageWeight);
        factors[0] = age / (age + 1);
        factors[1] = 1 / (1 + MathF.Log2(1 + UsesOf(slot)));
        factors[2] = size / (size + 1);
        factors[3] = ClassOf(slot) / 3f;
        return (_weights[0] * factors[0]) + (_weights[1] * factors[1]) + (_weights[2] * factors[2]) + (_weights[3] * factors[3]);
    }

    // How far the victim's factors stood out among those drawn: a byte each, 128 for not at all.
    private static uint Pack(Span<float> chosen, Span<float> sums, int count)
    {
        uint packed = 0;
        for (int k = 0; k < Factors; k++)
        {
            float above = chosen[k] - (sums[k] / count);
            packed |= (uint)Math.Clamp((int)(128 + (127 * above)), 0, 255) << (8 * k);
        }

        return packed;
    }

    private void Regret(uint packed, long after)
    {
        double force = LearningRate * Math.Exp(-after / (double)Math.Max(1, Count));
        float sum = 0;
        for (int k = 0; k < Factors; k++)
        {
            double above = ((int)((packed >> (8 * k)) & 255) - 128) / 127.0;
            _weights[k] = Math.Max(LeastWeight, (float)(_weights[k] * Math.Exp(-force * above)));
            sum += _weights[k];
        }

        for (int k = 0; k < Factors; k++)
        {
            _weights[k] /= sum;
        }
    }
}
