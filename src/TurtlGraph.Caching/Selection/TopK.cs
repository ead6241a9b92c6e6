using System.Numerics;
using System.Runtime.Intrinsics;

namespace TurtlGraph.Caching;

/// <summary>
/// Finds the k largest of a column of scores without sorting the column: three histogram passes over the bits of the scores
/// find the k-th largest, one more collects. For eviction victims and for request admission.
/// </summary>
/// <remarks>
/// Of equal scores the lower index wins. -0 counts as 0 and NaN as below everything. O(n) plus O(k log k) for the order of the
/// result; no allocation after construction. Not thread-safe: the histograms belong to the instance.
/// </remarks>
public sealed partial class TopK
{
    private const int Bits = 11;
    private const int Bins = 1 << Bits;

    // Two histograms side by side: neighbouring scores often share a bin, and alternate counters do not wait for each other.
    private readonly int[] _histogram = new int[2 * Bins];
    private ulong[] _order;

    /// <summary>Creates the scratch memory.</summary>
    /// <param name="maximumSelected">The largest k that needs no allocation; larger ones grow the scratch once.</param>
    public TopK(int maximumSelected = 1024)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumSelected, 1);
        _order = new ulong[maximumSelected];
    }

    /// <summary>
    /// Writes the indices of the <paramref name="k"/> largest scores to <paramref name="selected"/>, best first, and returns how
    /// many: the smallest of k, the number of scores and the length of <paramref name="selected"/>.
    /// </summary>
    public int Select(ReadOnlySpan<float> scores, int k, Span<int> selected)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        int count = Math.Min(k, Math.Min(scores.Length, selected.Length));
        if (count == 0)
        {
            return 0;
        }

        if (count > _order.Length)
        {
            _order = new ulong[BitOperations.RoundUpToPowerOf2((uint)count)];
        }

        uint threshold = FindThreshold(scores, count, out int ties);
        Collect(scores, threshold, ties, _order.AsSpan(0, count));
        Span<ulong> order = _order.AsSpan(0, count);
        order.Sort();
        for (int i = 0; i < count; i++)
        {
            selected[i] = (int)(uint)order[i];
        }

        return count;
    }

    /// <summary>The key of the k-th largest score, and how many scores with that very key belong to the k largest.</summary>
    private uint FindThreshold(ReadOnlySpan<float> scores, int k, out int ties)
    {
        uint prefix = 0;
        uint mask = 0;
        for (int shift = 32 - Bits; ; shift = Math.Max(0, shift - Bits))
        {
            int width = Math.Min(Bits, 32 - BitOperations.PopCount(mask));
            Count(scores, prefix, mask, shift, (1u << width) - 1);
            uint bin = (1u << width) - 1;
            while (k > _histogram[bin])
            {
                k -= _histogram[bin--];
            }

            prefix |= bin << shift;
            mask |= ((1u << width) - 1) << shift;
            if (shift == 0)
            {
                ties = k;
                return prefix;
            }
        }
    }

    private void Count(ReadOnlySpan<float> scores, uint prefix, uint mask, int shift, uint digit)
    {
        _histogram.AsSpan().Clear();
        if (mask == 0)
        {
            CountAll(scores, shift);
            return;
        }

        // Few keys share the prefix: whole vectors are passed over.
        int i = 0;
        for (; i + Vector256<float>.Count <= scores.Length; i += Vector256<float>.Count)
        {
            Vector256<uint> keys = Keys(Vector256.Create(scores[i..]));
            uint matching = Vector256.Equals(keys & Vector256.Create(mask), Vector256.Create(prefix)).ExtractMostSignificantBits();
            for (; matching != 0; matching &= matching - 1)
            {
                _histogram[(Key(scores[i + BitOperations.TrailingZeroCount(matching)]) >> shift) & digit]++;
            }
        }

        for (; i < scores.Length; i++)
        {
            if ((Key(scores[i]) & mask) == prefix)
            {
                _histogram[(Key(scores[i]) >> shift) & digit]++;
            }
        }
    }

    private void CountAll(ReadOnlySpan<float> scores, int shift)
    {
        Span<int> even = _histogram.AsSpan(0, Bins);
        Span<int> odd = _histogram.AsSpan(Bins, Bins);
        int i = 0;
        for (; i + 1 < scores.Length; i += 2)
        {
            even[(int)(Key(scores[i]) >> shift)]++;
            odd[(int)(Key(scores[i + 1]) >> shift)]++;
        }

        if (i < scores.Length)
        {
            even[(int)(Key(scores[i]) >> shift)]++;
        }

        for (int bin = 0; bin < Bins; bin++)
        {
            even[bin] += odd[bin];
        }
    }

    // Inverted key above index: ascending order of these words is best first, of equals lower index first.
    private static void Collect(ReadOnlySpan<float> scores, uint threshold, int ties, Span<ulong> order)
    {
        int count = 0;
        int i = 0;
        for (; i + Vector256<float>.Count <= scores.Length && count < order.Length; i += Vector256<float>.Count)
        {
            Vector256<uint> keys = Keys(Vector256.Create(scores[i..]));
            uint taken = Vector256.GreaterThanOrEqual(keys, Vector256.Create(threshold)).ExtractMostSignificantBits();
            for (; taken != 0; taken &= taken - 1)
            {
                Take(scores, i + BitOperations.TrailingZeroCount(taken), threshold, ref ties, order, ref count);
            }
        }

        for (; i < scores.Length && count < order.Length; i++)
        {
            Take(scores, i, threshold, ref ties, order, ref count);
        }
    }

    private static void Take(ReadOnlySpan<float> scores, int index, uint threshold, ref int ties, Span<ulong> order, ref int count)
    {
        uint key = Key(scores[index]);
        if (key > threshold || (key == threshold && ties-- > 0))
        {
            order[count++] = ((ulong)~key << 32) | (uint)index;
        }
    }

    /// <summary>The score as an unsigned number of the same order: negative floats have their bits reversed in order.</summary>
    private static uint Key(float score)
    {
        if (float.IsNaN(score))
        {
            return 0;
        }

        uint bits = BitConverter.SingleToUInt32Bits(score + 0f);
        return bits ^ ((uint)((int)bits >> 31) | 0x8000_0000);
    }

    private static Vector256<uint> Keys(Vector256<float> scores)
    {
        Vector256<uint> bits = (scores + Vector256<float>.Zero).AsUInt32();
        Vector256<uint> keys = bits ^ (Vector256.ShiftRightArithmetic(bits.AsInt32(), 31).AsUInt32() | Vector256.Create(0x8000_0000u));
        return keys & Vector256.Equals(scores, scores).AsUInt32();
    }
}
