using System.Diagnostics;
using TurtlGraph.Streaming;

namespace TurtlGraph.Benchmarks;

/// <summary>Two threads that make a million hits while the frame thread makes one update after the other.</summary>
internal static class Readers
{
    private const int Threads = 2;
    private const int HitsEach = 500_000;
    private const int Slice = 100;

    public static IEnumerable<Measure> Measure(FrameWorld world, AssetHandle[] held, string among)
    {
        var times = new double[Threads][];
        var waits = new long[Threads];
        using var start = new Barrier(Threads + 1);
        var threads = new Thread[Threads];
        for (int t = 0; t < Threads; t++)
        {
            int number = t;
            threads[t] = new Thread(() => (times[number], waits[number]) = Read(world, held, number, start));
            threads[t].Start();
        }

        int updates = 0;
        start.SignalAndWait();
        while (threads[0].IsAlive || threads[1].IsAlive)
        {
            world.Step();
            world.Update();
            updates++;
        }

        double[] all = [.. times.SelectMany(static t => t).Order()];
        yield return new Measure($"TryGet by 2 threads during updates, {among}", all[all.Length / 2], "ns", Goal.ValueAtMost(50), "updates meanwhile", updates)
        {
            P99 = all[(int)(all.Length * 0.99)],
        };

        // A thread that waits for a lock gives its processor up.
        yield return new Measure($"waits of the 2 threads in {Threads * HitsEach:N0} hits, {among}", waits.Sum(), "waits", OperatingSystem.IsLinux() ? Goal.ValueAtMost(0) : Goal.None);
    }

    private static (double[] Times, long Waits) Read(FrameWorld world, AssetHandle[] held, int number, Barrier start)
    {
        var random = new Random(number);
        int[] order = [.. Enumerable.Range(0, HitsEach).Select(_ => random.Next(held.Length))];
        var times = new double[HitsEach / Slice];

        // Compiled before it counts.
        for (int i = 0; i < HitsEach / Slice; i++)
        {
            ReadSlice(world, held, order, i);
        }

        start.SignalAndWait();
        bool isKnown = ThreadUsage.TryRead(out ThreadUsage before);
        for (int i = 0; i < times.Length; i++)
        {
            long began = Stopwatch.GetTimestamp();
            ReadSlice(world, held, order, i);
            times[i] = Stopwatch.GetElapsedTime(began).TotalNanoseconds / Slice;
        }

        ThreadUsage.TryRead(out ThreadUsage after);
        return (times, isKnown ? after.VoluntarySwitches - before.VoluntarySwitches : 0);
    }

    private static void ReadSlice(FrameWorld world, AssetHandle[] held, int[] order, int slice)
    {
        for (int i = slice * Slice; i < (slice + 1) * Slice; i++)
        {
            if (!world.Runtime.TryGet(held[order[i]], out AssetData data) || data.Bytes.Length == 0)
            {
                throw new InvalidOperationException("A resident asset was not found.");
            }
        }
    }
}
