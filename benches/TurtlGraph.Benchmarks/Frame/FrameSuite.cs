using TurtlGraph.Caching;
using TurtlGraph.Streaming;

namespace TurtlGraph.Benchmarks;

/// <summary>The frame: what an update costs, and what a game thread pays for its calls.</summary>
internal sealed class FrameSuite : IQuickSuite
{
    private const int Rounds = 31;
    private const int Warmups = 10;

    public string Name => "frame";

    public string Description => "update, priority, selection and calls of the runtime, beside a copy of the columns and what peers do";

    public IEnumerable<Measure> Run()
    {
        foreach (int requests in (int[])[1_000, 10_000, 100_000])
        {
            yield return Priority(requests);
        }

        yield return Selection(100_000);
        foreach (int requests in (int[])[1_000, 10_000, 100_000])
        {
            foreach (Measure measure in Update(requests, cached: 100_000))
            {
                yield return measure;
            }
        }

        foreach (Measure measure in Calls(100_000))
        {
            yield return measure;
        }
    }

    private static Measure Priority(int requests)
    {
        using var priority = new PriorityCase(requests);
        int repeats = 1_000_000 / requests;
        double[] medians = Interleaved.Medians(
            Warmups, Rounds, () => Microseconds(repeats, priority.Score), () => Microseconds(repeats, priority.Copy));
        return new Measure($"priority recalculation of {requests:N0}", medians[0], "us", Goal.RatioAtMost(2.0), "memcpy of its columns", medians[1]);
    }

    private static Measure Selection(int requests)
    {
        var random = new Random(1);
        float[] scores = [.. Enumerable.Range(0, requests).Select(_ => random.NextSingle())];
        var sorted = new float[requests];
        var selected = new int[128];
        var topK = new TopK(128);
        double[] medians = Interleaved.Medians(
            Warmups,
            Rounds,
            () => Microseconds(1, () => topK.Select(scores, 128, selected)),
            () => Microseconds(1, () => SortAll(scores, sorted)));
        return new Measure($"best 128 of {requests:N0}", medians[0], "us", Goal.RatioAtMost(0.5), "Array.Sort of the scores", medians[1]);
    }

    private static IEnumerable<Measure> Update(int requests, int cached)
    {
        using var world = new FrameWorld(requests, cached);
        var peer = new SortedListPeer(requests);
        double[] medians = Interleaved.Medians(
            Warmups, Rounds, () => Microseconds(1, world.Update), () => Microseconds(1, () => peer.Frame(128)));
        string what = $"update, {requests:N0} live requests, {cached:N0} cached";
        Goal goal = requests == 100_000 ? Goal.ValueAtMost(1000) : Goal.None;
        yield return new Measure(what, medians[0], "us", goal, "class instances, List.Sort each frame", medians[1]);
        double[] times = [.. Enumerable.Range(0, 400).Select(_ => Microseconds(1, world.Update)).Order()];
        yield return new Measure($"{what}, p99", times[(int)(times.Length * 0.99)], "us", requests == 100_000 ? Goal.ValueAtMost(2000) : Goal.None, "its p50", times[times.Length / 2]);
        yield return new Measure($"{what}, managed bytes", Interleaved.ManagedBytes(world.Update), "bytes", Goal.ValueAtMost(0));
    }

    private static IEnumerable<Measure> Calls(int cached)
    {
        using var world = new FrameWorld(requests: 16, cached);
        var random = new Random(2);
        int[] order = [.. Enumerable.Range(0, 100_000).Select(_ => random.Next(cached))];
        var dictionary = new System.Collections.Concurrent.ConcurrentDictionary<ulong, int>(
            Enumerable.Range(0, cached).Select(i => KeyValuePair.Create(world.IdOfResident(i).Value, i)));
        double[] medians = Interleaved.Medians(
            Warmups,
            Rounds,
            () => Interleaved.NanosecondsEach(order.Length, () => GetByHandle(world, order)),
            () => Interleaved.NanosecondsEach(order.Length, () => GetById(world, order)),
            () => Interleaved.NanosecondsEach(order.Length, () => Look(world, dictionary, order)));
        const string reference = "ConcurrentDictionary.TryGetValue of the id";
        yield return new Measure("TryGet by handle, random hit", medians[0], "ns", Goal.ValueAtMost(50), reference, medians[2]);
        yield return new Measure("TryGet by id, random hit", medians[1], "ns", Goal.ValueAtMost(50), reference, medians[2]);
        yield return new Measure("TryGet, managed bytes", Interleaved.ManagedBytes(() => GetByHandle(world, order)), "bytes", Goal.ValueAtMost(0));
        yield return RequestAndRelease(world, order);
    }

    private static Measure RequestAndRelease(FrameWorld world, int[] order)
    {
        const int batch = 1000;
        var handles = new AssetHandle[batch];
        double nanoseconds = Interleaved.Median([.. Enumerable.Range(0, Rounds).Select(round =>
        {
            double each = Interleaved.NanosecondsEach(batch, () =>
            {
                for (int i = 0; i < batch; i++)
                {
                    world.Runtime.Request(world.IdOfResident(order[i]), new Demand(), out handles[i]);
                    world.Runtime.Release(handles[i]);
                }
            });
            world.Update();
            world.Update();
            return each;
        })]);
        return new Measure("Request and Release, on the calling thread", nanoseconds, "ns");
    }

    private static void GetByHandle(FrameWorld world, int[] order)
    {
        foreach (int index in order)
        {
            Check(world.Runtime.TryGet(world.Resident[index], out AssetData data) && data.Bytes.Length > 0);
        }
    }

    private static void GetById(FrameWorld world, int[] order)
    {
        foreach (int index in order)
        {
            Check(world.Runtime.TryGet(world.IdOfResident(index), out AssetData data) && data.Bytes.Length > 0);
        }
    }

    private static void Look(FrameWorld world, System.Collections.Concurrent.ConcurrentDictionary<ulong, int> dictionary, int[] order)
    {
        foreach (int index in order)
        {
            Check(dictionary.TryGetValue(world.IdOfResident(index).Value, out _));
        }
    }

    private static void Check(bool isHit)
    {
        if (!isHit)
        {
            throw new InvalidOperationException("A resident asset was not found.");
        }
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
