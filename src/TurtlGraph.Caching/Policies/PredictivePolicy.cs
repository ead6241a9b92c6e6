using System.Runtime.CompilerServices;

namespace TurtlGraph.Caching;

/// <summary>
/// Predicts by linear regression how long each asset will not be asked for, from its frequency, recency, size and priority, and
/// evicts what takes most room for longest. The weights are learned while running, from what was predicted and what came.
/// </summary>
/// <remarks>
/// The prediction is the binary logarithm of a number of requests. At each eviction one of the slots drawn is followed: when it
/// is asked for again, or has not been for eight times as many requests as assets are cached, the weights move by the
/// signed error (normalised least mean squares).
/// </remarks>
public sealed class PredictivePolicy : SampledPolicy
{
    private const int Features = 5;
    private const float LearningRate = 0.02f;
    private const int PatienceInCaches = 8;

    private readonly float[] _weights = [0, 0.5f, 0, 0, 1];
    private FollowedKeys _followed;

    internal PredictivePolicy(CachePolicyOptions options)
        : base("predictive", options)
    {
        _followed = new FollowedKeys(Features);
    }

    /// <summary>Names of the features, in the order of <see cref="Weights"/> and <see cref="CopyFeatures"/>.</summary>
    public static IReadOnlyList<string> FeatureNames { get; } = ["frequency", "recency", "size", "priority", "constant"];

    /// <summary>The learned weights.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>Mean of |target - prediction| lately, in powers of two.</summary>
    public float MeanError { get; private set; }

    /// <summary>Number of outcomes the weights were learned from.</summary>
    public long Learned { get; private set; }

    private protected override long OwnBytes => base.OwnBytes + _followed.Bytes;

    /// <summary>Copies the features of a cached slot: logarithms of uses, of requests since the last use and of its weight over the average; class / 3; 1.</summary>
    /// <param name="slot">A cached slot.</param>
    /// <param name="features">Receives <see cref="FeatureNames"/>.Count values.</param>
    public void CopyFeatures(int slot, Span<float> features)
    {
        features[0] = MathF.Log2(UsesOf(slot));
        features[1] = MathF.Log2(1 + RequestsSinceUse(slot));
        features[2] = (float)Math.Log2(WeightOf(slot) / AverageWeight);
        features[3] = ClassOf(slot) / 3f;
        features[4] = 1;
    }

    /// <summary>Predicted binary logarithm of the number of requests until the slot is asked for again.</summary>
    public float Predict(int slot)
    {
        Span<float> features = stackalloc float[Features];
        CopyFeatures(slot, features);
        return Dot(features);
    }

    private protected override void OnAccess(int slot)
    {
        LearnFrom(KeyOf(slot));
        base.OnAccess(slot);
    }

    private protected override void OnAnnounce(in CacheRequest request) => LearnFrom(request.Key);

    private protected override int OnEvict()
    {
        Span<int> drawn = stackalloc int[Drawn];
        Span<float> features = stackalloc float[Features];
        int count = Draw(drawn);
        Follow(drawn[0], features);
        int victim = -1;
        float most = float.NegativeInfinity;
        foreach (int slot in drawn[..count])
        {
            CopyFeatures(slot, features);
            float room = Dot(features) + features[2];
            if (room > most)
            {
                most = room;
                victim = slot;
            }
        }

        Exclude(victim);
        return victim;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _followed.Dispose();
        base.Dispose(disposing);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Dot(ReadOnlySpan<float> features) =>
        (_weights[0] * features[0]) + (_weights[1] * features[1]) + (_weights[2] * features[2]) + (_weights[3] * features[3]) + (_weights[4] * features[4]);

    private void Follow(int slot, Span<float> features)
    {
        Expire(features);
        CopyFeatures(slot, features);
        _followed.Add(KeyOf(slot), Now, features);
    }

    private void Expire(Span<float> features)
    {
        long patience = (long)PatienceInCaches * Math.Max(64, Count);
        while (_followed.OldestSince(out long since) && (Now - since > patience || _followed.IsFull))
        {
            _followed.TakeOldest(features);
            if (Now - since > patience)
            {
                Learn(features, 2 * patience);
            }
        }
    }

    private void LearnFrom(ulong key)
    {
        Span<float> features = stackalloc float[Features];
        if (_followed.TryTake(key, features, out long since))
        {
            Learn(features, Now - since);
        }
    }

    private void Learn(ReadOnlySpan<float> features, long requests)
    {
        float error = MathF.Log2(Math.Max(1, requests)) - Dot(features);
        float norm = 1;
        foreach (float feature in features)
        {
            norm += feature * feature;
        }

        float step = LearningRate * error / norm;
        for (int i = 0; i < Features; i++)
        {
            _weights[i] += step * features[i];
        }

        MeanError += (MathF.Abs(error) - MeanError) / MathF.Min(++Learned, 1000);
    }
}
