using System.Numerics;
using System.Runtime.InteropServices;

namespace TurtlGraph.Caching;

// Each factor twice, for one asset and for a vector of assets, in the same order of operations.
public static partial class EvictionScoring
{
    private const float ClassScale = 1f / 3f;

    private static float Elapsed(float x)
    {
        x = MathF.Max(x, 0);
        float q = x * (1 + (x * (1f / 2 + (x * (1f / 6 + (x * (1f / 24)))))));
        return float.IsPositiveInfinity(q) ? 1 : q / (1 + q);
    }

    private static Vector<float> Elapsed(Vector<float> x)
    {
        x = Vector.Max(x, Vector<float>.Zero);
        Vector<float> q = x * (Vector<float>.One + (x * (Vector.Create(1f / 2) + (x * (Vector.Create(1f / 6) + (x * Vector.Create(1f / 24)))))));
        Vector<float> ratio = q / (Vector<float>.One + q);
        return Vector.ConditionalSelect(Vector.Equals(q, Vector.Create(float.PositiveInfinity)), Vector<float>.One, ratio);
    }

    private static float Rarity(float uses) => 1 / (1 + MathF.Log2(1 + uses));

    private static Vector<float> Rarity(Vector<float> uses) =>
        Vector<float>.One / (Vector<float>.One + Vector.Log2(Vector<float>.One + uses));

    private static float Saturating(float value, float scale) => value / (value + scale);

    private static Vector<float> Saturating(Vector<float> value, Vector<float> scale) => value / (value + scale);

    // 1 as well for what is long over, infinitely far or no number: then nothing is expected.
    private static float Unexpectedness(float until, float scale)
    {
        float share = MathF.Max(until, 0) / (MathF.Max(until, 0) + scale);
        return until < -scale || !(until < float.MaxValue) ? 1 : share;
    }

    private static Vector<float> Unexpectedness(Vector<float> until, Vector<float> scale)
    {
        Vector<float> ahead = Vector.Max(until, Vector<float>.Zero);
        Vector<int> isExpected = Vector.GreaterThanOrEqual(until, -scale) & Vector.LessThan(until, Vector.Create(float.MaxValue));
        return Vector.ConditionalSelect(isExpected, ahead / (ahead + scale), Vector<float>.One);
    }

    private static float NearestDistance(in EvictionColumns columns, int index, ReadOnlySpan<Vector3> viewers)
    {
        float nearest = float.MaxValue;
        foreach (Vector3 viewer in viewers)
        {
            float x = columns.PositionX[index] - viewer.X;
            float y = columns.PositionY[index] - viewer.Y;
            float z = columns.PositionZ[index] - viewer.Z;
            float squared = (x * x) + (y * y) + (z * z);
            nearest = MathF.Min(nearest, float.IsNaN(squared) ? 0 : squared);
        }

        return MathF.Sqrt(nearest);
    }

    private static void AddAge(ReadOnlySpan<float> since, float weight, float scale, float now, Span<float> scores)
    {
        Vector<float> weights = Vector.Create(weight), scales = Vector.Create(scale), nows = Vector.Create(now);
        ReadOnlySpan<Vector<float>> times = Vectors(since[..scores.Length]);
        Span<Vector<float>> sums = Vectors(scores);
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] += weights * Elapsed((nows - times[i]) / scales);
        }

        for (int i = sums.Length * Vector<float>.Count; i < scores.Length; i++)
        {
            scores[i] += weight * Elapsed((now - since[i]) / scale);
        }
    }

    private static void AddFrequency(ReadOnlySpan<float> uses, float weight, Span<float> scores)
    {
        Vector<float> weights = Vector.Create(weight);
        ReadOnlySpan<Vector<float>> counts = Vectors(uses[..scores.Length]);
        Span<Vector<float>> sums = Vectors(scores);
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] += weights * Rarity(counts[i]);
        }

        for (int i = sums.Length * Vector<float>.Count; i < scores.Length; i++)
        {
            scores[i] += weight * Rarity(uses[i]);
        }
    }

    private static void AddSaturating(ReadOnlySpan<float> values, float weight, float scale, Span<float> scores)
    {
        Vector<float> weights = Vector.Create(weight), scales = Vector.Create(scale);
        ReadOnlySpan<Vector<float>> sizes = Vectors(values[..scores.Length]);
        Span<Vector<float>> sums = Vectors(scores);
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] += weights * Saturating(sizes[i], scales);
        }

        for (int i = sums.Length * Vector<float>.Count; i < scores.Length; i++)
        {
            scores[i] += weight * Saturating(values[i], scale);
        }
    }

    private static void AddReuse(ReadOnlySpan<float> nextUse, float weight, float scale, float now, Span<float> scores)
    {
        Vector<float> weights = Vector.Create(weight), scales = Vector.Create(scale), nows = Vector.Create(now);
        ReadOnlySpan<Vector<float>> times = Vectors(nextUse[..scores.Length]);
        Span<Vector<float>> sums = Vectors(scores);
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] += weights * Unexpectedness(times[i] - nows, scales);
        }

        for (int i = sums.Length * Vector<float>.Count; i < scores.Length; i++)
        {
            scores[i] += weight * Unexpectedness(nextUse[i] - now, scale);
        }
    }

    private static void AddPriority(ReadOnlySpan<float> classes, float weight, Span<float> scores)
    {
        Vector<float> weights = Vector.Create(weight), scale = Vector.Create(ClassScale);
        ReadOnlySpan<Vector<float>> values = Vectors(classes[..scores.Length]);
        Span<Vector<float>> sums = Vectors(scores);
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] += weights * (values[i] * scale);
        }

        for (int i = sums.Length * Vector<float>.Count; i < scores.Length; i++)
        {
            scores[i] += weight * (classes[i] * ClassScale);
        }
    }

    private static void AddDistance(in EvictionColumns columns, float weight, float scale, ReadOnlySpan<Vector3> viewers, Span<float> scores)
    {
        Vector<float> weights = Vector.Create(weight), scales = Vector.Create(scale);
        ReadOnlySpan<Vector<float>> xs = Vectors(columns.PositionX[..scores.Length]);
        ReadOnlySpan<Vector<float>> ys = Vectors(columns.PositionY[..scores.Length]);
        ReadOnlySpan<Vector<float>> zs = Vectors(columns.PositionZ[..scores.Length]);
        Span<Vector<float>> sums = Vectors(scores);
        for (int i = 0; i < sums.Length; i++)
        {
            Vector<float> nearest = Vector.Create(float.MaxValue);
            foreach (Vector3 viewer in viewers)
            {
                Vector<float> x = xs[i] - Vector.Create(viewer.X);
                Vector<float> y = ys[i] - Vector.Create(viewer.Y);
                Vector<float> z = zs[i] - Vector.Create(viewer.Z);
                Vector<float> squared = (x * x) + (y * y) + (z * z);
                Vector<float> placed = Vector.ConditionalSelect(Vector.Equals(squared, squared), squared, Vector<float>.Zero);
                nearest = Vector.Min(nearest, placed);
            }

            sums[i] += weights * Saturating(Vector.SquareRoot(nearest), scales);
        }

        for (int i = sums.Length * Vector<float>.Count; i < scores.Length; i++)
        {
            scores[i] += weight * Saturating(NearestDistance(in columns, i, viewers), scale);
        }
    }

    private static ReadOnlySpan<Vector<float>> Vectors(ReadOnlySpan<float> column) => MemoryMarshal.Cast<float, Vector<float>>(column);

    private static Span<Vector<float>> Vectors(Span<float> column) => MemoryMarshal.Cast<float, Vector<float>>(column);
}
