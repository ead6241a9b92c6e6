using System.Numerics;

namespace TurtlGraph.Caching;

/// <summary>
/// Scores cached assets as victims: a higher score is a better victim. One weighted sum of factors between 0 and 1, computed
/// for whole vectors of assets; <see cref="ScoreScalar"/> is the same formula an asset at a time.
/// </summary>
/// <remarks>
/// Factors: age and residence 1 - exp(-t/tau), frequency 1/(1 + log2(1 + uses)), size s/(s + scale), priority class/3,
/// distance d/(d + scale) to the nearest viewer (0 without viewers), expected use t/(t + scale) with the time t until then, 1 without one. The exponential is replaced by q/(1 + q) with
/// q = x + x^2/2 + x^3/6 + x^4/24 and x = t/tau, which rises everywhere and differs from it by less than 0.02. Thread-safe, no allocation.
/// </remarks>
public static partial class EvictionScoring
{
    /// <summary>Scores all assets with vector instructions.</summary>
    /// <param name="columns">What is known about the assets.</param>
    /// <param name="weights">What counts how much.</param>
    /// <param name="now">The present time in seconds, on the clock of the columns.</param>
    /// <param name="viewers">Positions the distance is measured from; may be empty.</param>
    /// <param name="scores">Receives one score an asset; its length is the number of assets.</param>
    /// <exception cref="ArgumentException">A column that has a weight is shorter than <paramref name="scores"/>, or a scale is not above 0.</exception>
    public static void Score(in EvictionColumns columns, in EvictionWeights weights, float now, ReadOnlySpan<Vector3> viewers, Span<float> scores)
    {
        Check(in columns, in weights, scores.Length);
        scores.Clear();
        if (weights.Age != 0)
        {
            AddAge(columns.LastUsed, weights.Age, weights.AgeScaleSeconds, now, scores);
        }

        if (weights.Residence != 0)
        {
            AddAge(columns.LoadedAt, weights.Residence, weights.AgeScaleSeconds, now, scores);
        }

        if (weights.Frequency != 0)
        {
            AddFrequency(columns.UseCount, weights.Frequency, scores);
        }

        if (weights.Size != 0)
        {
            AddSaturating(columns.SizeBytes, weights.Size, weights.SizeScaleBytes, scores);
        }

        if (weights.Priority != 0)
        {
            AddPriority(columns.KeepClass, weights.Priority, scores);
        }

        if (weights.Reuse != 0)
        {
            AddReuse(columns.NextUse, weights.Reuse, weights.ReuseScaleSeconds, now, scores);
        }

        if (weights.Distance != 0 && viewers.Length > 0)
        {
            AddDistance(in columns, weights.Distance, weights.DistanceScaleMetres, viewers, scores);
        }
    }

    /// <summary>The same scores computed one asset at a time: what tests compare <see cref="Score"/> with.</summary>
    /// <inheritdoc cref="Score" path="/param"/>
    /// <inheritdoc cref="Score" path="/exception"/>
    public static void ScoreScalar(in EvictionColumns columns, in EvictionWeights weights, float now, ReadOnlySpan<Vector3> viewers, Span<float> scores)
    {
        Check(in columns, in weights, scores.Length);
        for (int i = 0; i < scores.Length; i++)
        {
            float score = 0;
            score += weights.Age == 0 ? 0 : weights.Age * Elapsed((now - columns.LastUsed[i]) / weights.AgeScaleSeconds);
            score += weights.Residence == 0 ? 0 : weights.Residence * Elapsed((now - columns.LoadedAt[i]) / weights.AgeScaleSeconds);
            score += weights.Frequency == 0 ? 0 : weights.Frequency * Rarity(columns.UseCount[i]);
            score += weights.Size == 0 ? 0 : weights.Size * Saturating(columns.SizeBytes[i], weights.SizeScaleBytes);
            score += weights.Priority == 0 ? 0 : weights.Priority * (columns.KeepClass[i] * ClassScale);
            score += weights.Reuse == 0 ? 0 : weights.Reuse * Unexpectedness(columns.NextUse[i] - now, weights.ReuseScaleSeconds);
            score += weights.Distance == 0 || viewers.Length == 0 ? 0
                : weights.Distance * Saturating(NearestDistance(in columns, i, viewers), weights.DistanceScaleMetres);
            scores[i] = score;
        }
    }

    private static void Check(in EvictionColumns columns, in EvictionWeights weights, int count)
    {
        weights.Validate();
        CheckColumn(nameof(EvictionColumns.LastUsed), columns.LastUsed, weights.Age, count);
        CheckColumn(nameof(EvictionColumns.LoadedAt), columns.LoadedAt, weights.Residence, count);
        CheckColumn(nameof(EvictionColumns.UseCount), columns.UseCount, weights.Frequency, count);
        CheckColumn(nameof(EvictionColumns.SizeBytes), columns.SizeBytes, weights.Size, count);
        CheckColumn(nameof(EvictionColumns.KeepClass), columns.KeepClass, weights.Priority, count);
        CheckColumn(nameof(EvictionColumns.NextUse), columns.NextUse, weights.Reuse, count);
        CheckColumn(nameof(EvictionColumns.PositionX), columns.PositionX, weights.Distance, count);
        CheckColumn(nameof(EvictionColumns.PositionY), columns.PositionY, weights.Distance, count);
        CheckColumn(nameof(EvictionColumns.PositionZ), columns.PositionZ, weights.Distance, count);
    }

    private static void CheckColumn(string name, ReadOnlySpan<float> column, float weight, int count)
    {
        if (weight != 0 && column.Length < count)
        {
            ThrowShortColumn(name, column.Length, count);
        }
    }

    private static void ThrowShortColumn(string name, int length, int count) => throw new ArgumentException(
        $"The eviction column {name} holds {length} values, but {count} assets are scored and its weight is not 0.", name);
}
