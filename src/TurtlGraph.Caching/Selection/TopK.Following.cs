using System.Numerics;
using System.Runtime.Intrinsics;

namespace TurtlGraph.Caching;

/// <content>Selection from a column that changes little from call to call: one pass of comparisons with a floor that the last call learned.</content>
public sealed partial class TopK
{
    // The floor is set so that about so many times k scores lie above it, and used as long as k to most of them do.
    private const int Aimed = 2;
    private const int Most = 8;

    private ulong[] _above = [];
    private float _floor = float.NaN;
    private float _wanted;

    /// <summary>
    /// As <see cref="Select"/>, with the same result, for calls that follow each other on a column whose scores change little: what
    /// lies above a floor that the last call left a little below its k-th score is collected and ordered. When too few or too many do, this call
    /// costs as much as <see cref="Select"/>.
    /// </summary>
    /// <inheritdoc cref="Select" path="/returns"/>
    public int SelectFollowing(ReadOnlySpan<float> scores, int k, Span<int> selected)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        int count = Math.Min(k, Math.Min(scores.Length, selected.Length));
        if (count == 0)
        {
            return 0;
        }

        if (_above.Length < count * Most)
        {
            _above = new ulong[BitOperations.RoundUpToPowerOf2((uint)(count * Most))];
        }

        int above = float.IsNaN(_floor) ? 0 : CollectAbove(scores, _floor, _above);
        if (above < count || above > _above.Length)
        {
            above = Math.Min(scores.Length, count * Aimed);
            uint threshold = FindThreshold(scores, above, out int ties);
            Collect(scores, threshold, ties, _above.AsSpan(0, above));
        }

        Span<ulong> order = _above.AsSpan(0, above);
        order.Sort();
        for (int i = 0; i < count; i++)
        {
            selected[i] = (int)(uint)order[i];
        }

        // Scores that rise or fall together, as by age, take the floor with them.
        float wanted = scores[(int)(uint)order[count - 1]];
        _floor = FloorFor(scores, order, count) + wanted - _wanted;
        _wanted = wanted;
        return count;
    }

    /// <summary>The score above which about <see cref="Aimed"/> times as many lie as are wanted, judged by those behind the last one wanted.</summary>
    private static float FloorFor(ReadOnlySpan<float> scores, ReadOnlySpan<ulong> order, int count)
    {
        int aimed = count * Aimed;
        float lowest = scores[(int)(uint)order[Math.Min(aimed, order.Length) - 1]];
        if (order.Length >= aimed)
        {
            return lowest;
        }

        float wanted = scores[(int)(uint)order[count - 1]];
        float step = (wanted - lowest) / (order.Length - count + 1);
        return lowest - (step * (aimed - order.Length));
    }

    /// <summary>Collects what is not below the floor; counts on, without collecting, when there is no more room.</summary>
    private static int CollectAbove(ReadOnlySpan<float> scores, float floor, Span<ulong> order)
    {
        int count = 0;
        int i = 0;
        Vector256<float> least = Vector256.Create(floor);
        for (; i + Vector256<float>.Count <= scores.Length; i += Vector256<float>.Count)
        {
            uint taken = Vector256.GreaterThanOrEqual(Vector256.Create(scores[i..]), least).ExtractMostSignificantBits();
            for (; taken != 0; taken &= taken - 1)
            {
                Note(scores, i + BitOperations.TrailingZeroCount(taken), order, ref count);
            }
        }

        for (; i < scores.Length; i++)
        {
            if (scores[i] >= floor)
            {
                Note(scores, i, order, ref count);
            }
        }

        return count;
    }

    private static void Note(ReadOnlySpan<float> scores, int index, Span<ulong> order, ref int count)
    {
        if (count < order.Length)
        {
            order[count] = ((ulong)~Key(scores[index]) << 32) | (uint)index;
        }

        count++;
    }
}
