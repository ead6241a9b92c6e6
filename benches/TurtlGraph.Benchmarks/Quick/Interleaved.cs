using System.Diagnostics;

namespace TurtlGraph.Benchmarks;

/// <summary>
/// Times several pieces of code in turns, round after round, so that a noisy neighbour or a slow clock hits all alike; each
/// figure is the median of the rounds.
/// </summary>
internal static class Interleaved
{
    /// <summary>
    /// Runs all bodies once a round and returns the median of what each returned. The first rounds only warm up.
    /// </summary>
    public static double[] Medians(int warmups, int rounds, params ReadOnlySpan<Func<double>> bodies)
    {
        var results = new double[bodies.Length][];
        for (var i = 0; i < bodies.Length; i++)
        {
            results[i] = new double[rounds];
        }

        for (var round = -warmups; round < rounds; round++)
        {
            for (var i = 0; i < bodies.Length; i++)
            {
                var result = bodies[i]();
                if (round >= 0)
                {
                    results[i][round] = result;
                }
            }
        }

        return Array.ConvertAll(results, Median);
    }

    /// <summary>
    /// Runs all bodies often enough that the runtime compiles them with full optimisation, which it does in the background some
    /// time after the 30th call. For bodies too long to be repeated that often in a measurement, given here with less to do.
    /// </summary>
    public static void Settle(params ReadOnlySpan<Func<double>> bodies)
    {
        const int passes = 3;
        for (var pass = 0; pass < passes; pass++)
        {
            for (var i = 0; i < 40 * bodies.Length; i++)
            {
                bodies[i % bodies.Length]();
            }

            Thread.Sleep(150);
        }
    }

    /// <summary>The median of some figures.</summary>
    public static double Median(double[] values)
    {
        var sorted = (double[])values.Clone();
        Array.Sort(sorted);
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>Nanoseconds an operation, for code that does <paramref name="operations"/> of them.</summary>
    public static double NanosecondsEach(int operations, Action body)
    {
        var start = Stopwatch.GetTimestamp();
        body();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / operations;
    }

    /// <summary>
    /// Nanoseconds an operation, the median of slices that are timed each on its own: where a slice takes about a millisecond,
    /// those in which the system gave the processor to somebody else do not count.
    /// </summary>
    /// <param name="operations">Number of operations in all.</param>
    /// <param name="slices">Number of slices.</param>
    /// <param name="body">Does the operations from a first to before a last one.</param>
    public static double NanosecondsEach(int operations, int slices, Action<int, int> body)
    {
        var times = new double[slices];
        for (var i = 0; i < slices; i++)
        {
            var first = (int)((long)operations * i / slices);
            var end = (int)((long)operations * (i + 1) / slices);
            times[i] = NanosecondsEach(end - first, () => body(first, end));
        }

        return Median(times);
    }

    /// <summary>Managed bytes this thread allocates in a run of <paramref name="body"/>.</summary>
    public static double ManagedBytes(Action body)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        body();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
