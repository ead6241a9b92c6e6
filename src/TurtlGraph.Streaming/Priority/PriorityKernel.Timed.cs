using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TurtlGraph.Streaming;

/// <content>Requests for which time decides: late ones, and those that only prediction wants. A pass of its own, as many blocks have none.</content>
internal static partial class PriorityKernel
{
    /// <summary>Gives what is late, and what only prediction wants, its key; the others keep theirs.</summary>
    private static void RankTimed(in PriorityColumns block, in Places places, in PriorityParameters parameters)
    {
        ReadOnlySpan<Vector<float>> sizes = MemoryMarshal.Cast<float, Vector<float>>(block.SizeFactor);
        ReadOnlySpan<Vector<float>> deadlines = MemoryMarshal.Cast<float, Vector<float>>(block.Deadline);
        ReadOnlySpan<Vector<int>> waiters = MemoryMarshal.Cast<int, Vector<int>>(block.Waiters);
        Span<Vector<int>> urgencies = MemoryMarshal.Cast<int, Vector<int>>(block.Urgency);
        Span<Vector<float>> scores = MemoryMarshal.Cast<float, Vector<float>>(block.Score);
        Span<Vector<int>> ahead = places.IsAhead;

        var now = new Vector<float>(parameters.Now);
        var horizon = new Vector<float>(parameters.LongestSeconds);
        var half = new Vector<float>(TopOfBand / 2);
        for (int i = 0; i < scores.Length; i++)
        {
            Vector<float> slack = deadlines[i] - now;
            Vector<int> isPrefetch = Vector.Equals(waiters[i], Vector<int>.Zero);
            if (Vector.EqualsAll(Vector.LessThan(slack, horizon) | isPrefetch, Vector<int>.Zero))
            {
                continue;
            }

            // One division for both: -slack / (1 + |slack|) falls from the far past to the far future, and so does 1 / (1 + time left).
            Vector<float> numerator = Vector.ConditionalSelect(isPrefetch, Vector<float>.One, -slack);
            Vector<float> time = Vector.ConditionalSelect(isPrefetch, Vector.MaxNative(Vector<float>.Zero, slack), Vector.Abs(slack));
            Vector<float> share = numerator / (Vector<float>.One + time) * half;
            Vector<float> late = share + half + new Vector<float>(LowestLateBand + 3) - Vector.ConvertToSingle(urgencies[i]);
            Vector<float> predicted = share + Vector.ConditionalSelect(ahead[i], share, Vector<float>.Zero);

            Vector<float> key = Vector.ConditionalSelect(IsLate(slack, sizes[i], urgencies[i], parameters), late, scores[i]);
            key = Vector.ConditionalSelect(isPrefetch, predicted, key);
            scores[i] = Vector.ConditionalSelect(Vector.LessThan(scores[i], Vector<float>.Zero), scores[i], key);
            urgencies[i] = Vector.ConditionalSelect(isPrefetch, new Vector<int>((int)Urgency.Low), urgencies[i]);
        }
    }

    /// <summary>
    /// Late is what has less time left than it waits for its turn and takes to be read: slack &lt; wait + MiB x seconds a MiB, with
    /// MiB = 1 / size - 1, multiplied by the size so that nothing is divided.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<int> IsLate(Vector<float> slack, Vector<float> size, Vector<int> urgency, in PriorityParameters parameters)
    {
        Vector<float> wait = Vector.ConditionalSelect(
            Vector.LessThan(urgency, new Vector<int>((int)Urgency.Medium)),
            Vector.ConditionalSelect(Vector.Equals(urgency, Vector<int>.Zero), new Vector<float>(parameters.Waits.X), new Vector<float>(parameters.Waits.Y)),
            Vector.ConditionalSelect(
                Vector.Equals(urgency, new Vector<int>((int)Urgency.Medium)), new Vector<float>(parameters.Waits.Z), new Vector<float>(parameters.Waits.W)));
        var perMebibyte = new Vector<float>(parameters.SecondsPerMebibyte);
        return Vector.LessThan((slack - wait + perMebibyte) * size, perMebibyte);
    }
}
