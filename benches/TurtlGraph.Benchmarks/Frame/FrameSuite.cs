using TurtlGraph.Caching;
using TurtlGraph.Streaming;

namespace TurtlGraph.Benchmarks;

/// <summary>The frame: what an update costs, and what a game thread pays for its calls.</summary>
internal sealed partial class FrameSuite : IQuickSuite
{
    private const int Rounds = 31;
    private const int Warmups = 10;

    public string Name => "frame";

    public string Description => "update, priority, selection and calls of the runtime, beside a copy of the columns and what peers do";

    public IEnumerable<Measure> Run()
    {
        using var world = new FrameWorld(s_cached[^1] + s_requests[^1] + SpareAssets);
        foreach (Measure measure in Updates(world))
        {
            yield return measure;
        }

        foreach (Measure measure in Evicting())
        {
            yield return measure;
        }

        foreach (int requests in s_requests)
        {
            yield return Priority(requests);
        }

        foreach (Measure measure in Selection(100_000))
        {
            yield return measure;
        }

        foreach (Measure measure in Calls(world))
        {
            yield return measure;
        }
    }

    private static Measure Priority(int requests)
    {
        using var priority = new PriorityCase(requests);
        using var small = new PriorityCase(1000);
        Interleaved.Settle(() => Microseconds(1, small.Score), () => Microseconds(1, small.Copy));
        int repeats = 100_000 / requests;
        double[] medians = Interleaved.Medians(
            Warmups, Rounds, () => Microseconds(repeats, priority.Score), () => Microseconds(repeats, priority.Copy));
        return new Measure($"priority recalculation of {requests:N0}", medians[0], "us", requests == s_requests[^1] ? Goal.RatioAtMost(2.0) : Goal.None, "memcpy of its columns", medians[1]);
    }

    private static IEnumerable<Measure> Selection(int requests)
    {
        var random = new Random(1);
        float[] scores = [.. Enumerable.Range(0, requests).Select(_ => random.NextSingle())];
        var sorted = new float[requests];
        var selected = new int[128];
        var topK = new TopK(128);
        var following = new TopK(128);
        double[] medians = Interleaved.Medians(
            Warmups,
            Rounds,
            () => Microseconds(1, () => topK.Select(scores, 128, selected)),
            () => Microseconds(1, () => following.SelectFollowing(scores, 128, selected)),
            () => Microseconds(1, () => SortAll(scores, sorted)));
        yield return new Measure($"best 128 of {requests:N0}", medians[0], "us", Goal.RatioAtMost(0.5), "Array.Sort of the scores", medians[2]);
        yield return new Measure($"best 128 of {requests:N0}, from call to call", medians[1], "us", Goal.RatioAtMost(0.5), "Array.Sort of the scores", medians[2]);
    }

    private static void SortAll(float[] scores, float[] sorted)
    {
        scores.CopyTo(sorted, 0);
        Array.Sort(sorted);
    }

    private static double Microseconds(int repeats, Action body)
    {
        return Interleaved.NanosecondsEach(repeats, () =>
        {
            for (int i = 0; i < repeats; i++)
            {
                body();
            }
        }) / 1000;
    }
}
