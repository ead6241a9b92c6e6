namespace TurtlGraph.Caching.Tests;

/// <summary>
/// Looks at all that is cached, which is what the sampling policies do up to 64 assets. Of equals the first in a list wins that fills
/// a gap with its last entry.
/// </summary>
internal abstract class NaiveSampled(long capacity) : NaiveCache(capacity)
{
    private readonly List<ulong> _dense = [];

    protected IReadOnlyList<ulong> Dense => _dense;

    /// <summary>Requests that reach the policy: not those for what is too large.</summary>
    protected long Clock { get; private set; }

    protected override void Hit(ulong key) => Clock++;

    protected override void Miss(ulong key, long weight) => Clock++;

    protected override void Admit(ulong key) => Include(key);

    protected void Include(ulong key) => _dense.Add(key);

    protected void Exclude(ulong key)
    {
        int place = _dense.IndexOf(key);
        _dense[place] = _dense[^1];
        _dense.RemoveAt(_dense.Count - 1);
    }
}

internal sealed class NaiveBeladySize(long capacity) : NaiveSampled(capacity)
{
    private readonly Dictionary<ulong, long> _nextUses = [];
    private readonly List<ulong> _dead = [];

    protected override void Hit(ulong key)
    {
        base.Hit(key);
        Forget(key);
        Admit(key);
    }

    private void Forget(ulong key)
    {
        if (!_dead.Remove(key))
        {
            Exclude(key);
        }
    }

    protected override void Admit(ulong key)
    {
        _nextUses[key] = NextUse;
        if (NextUse == long.MaxValue)
        {
            _dead.Add(key);
        }
        else
        {
            Include(key);
        }
    }

    protected override ulong Evict(long incoming)
    {
        if (_dead.Count > 0)
        {
            return TakeOldest(_dead);
        }

        ulong victim = Dense.MaxBy(key => (double)Weights[key] * (_nextUses[key] - Clock + 1));
        Exclude(victim);
        return victim;
    }
}

internal sealed class NaiveAdaptive(long capacity, EvictionWeights weights) : NaiveSampled(capacity)
{
    private readonly Dictionary<ulong, (long At, int Uses)> _used = [];

    protected override void Hit(ulong key)
    {
        base.Hit(key);
        _used[key] = (Clock, _used[key].Uses + 1);
    }

    protected override void Admit(ulong key)
    {
        _used[key] = (Clock, 1);
        base.Admit(key);
    }

    protected override ulong Evict(long incoming)
    {
        ulong victim = Dense.MaxBy(Score);
        Exclude(victim);
        return victim;
    }

    private float Score(ulong key)
    {
        float age = (Clock - _used[key].At) / (float)Weights.Count;
        float size = (float)(Weights[key] / ((double)Used / Weights.Count));
        float rarity = 1 / (1 + MathF.Log2(1 + _used[key].Uses));
        return (weights.Age * (age / (age + 1))) + (weights.Frequency * rarity) + (weights.Size * (size / (size + 1))) + (weights.Priority * Middle);
    }

    // Nothing here says how much an asset is to be kept.
    private static float Middle => new CacheRequest(0).KeepClass / 3f;
}

/// <summary>The regression too: normalised least mean squares over (log uses, log age, log relative size, class, 1).</summary>
internal sealed class NaivePredictive(long capacity) : NaiveSampled(capacity)
{
    private const float Rate = 0.02f;
    private readonly Dictionary<ulong, (long At, int Uses)> _used = [];
    private readonly List<(ulong Key, long Since, float[] Features)> _followed = [];
    private readonly float[] _weights = [0, 0.5f, 0, 0, 1];

    protected override void Hit(ulong key)
    {
        base.Hit(key);
        LearnFrom(key);
        _used[key] = (Clock, _used[key].Uses + 1);
    }

    protected override void Miss(ulong key, long weight)
    {
        base.Miss(key, weight);
        LearnFrom(key);
    }

    protected override void Admit(ulong key)
    {
        _used[key] = (Clock, 1);
        base.Admit(key);
    }

    protected override ulong Evict(long incoming)
    {
        GiveUp();
        if (!_followed.Exists(followed => followed.Key == Dense[0]))
        {
            _followed.Add((Dense[0], Clock, Features(Dense[0])));
        }

        ulong victim = Dense.MaxBy(key => Predict(Features(key)) + Features(key)[2]);
        Exclude(victim);
        return victim;
    }

    private float[] Features(ulong key) =>
    [
        MathF.Log2(_used[key].Uses), MathF.Log2(1 + Clock - _used[key].At), (float)Math.Log2(Weights[key] / ((double)Used / Weights.Count)),
        new CacheRequest(0).KeepClass / 3f, 1,
    ];

    private float Predict(float[] features) => features.Zip(_weights, static (feature, weight) => weight * feature).Aggregate(static (sum, part) => sum + part);

    private void GiveUp()
    {
        long patience = 8L * Math.Max(64, Weights.Count);
        while (_followed.Count > 0 && Clock - _followed[0].Since > patience)
        {
            float[] features = _followed[0].Features;
            _followed.RemoveAt(0);
            Learn(features, 2 * patience);
        }
    }

    private void LearnFrom(ulong key)
    {
        int place = _followed.FindIndex(followed => followed.Key == key);
        if (place >= 0)
        {
            (_, long since, float[] features) = _followed[place];
            _followed.RemoveAt(place);
            Learn(features, Clock - since);
        }
    }

    private void Learn(float[] features, long requests)
    {
        float error = MathF.Log2(Math.Max(1, requests)) - Predict(features);
        float step = Rate * error / features.Aggregate(1f, static (norm, feature) => norm + (feature * feature));
        for (int i = 0; i < features.Length; i++)
        {
            _weights[i] += step * features[i];
        }
    }
}
