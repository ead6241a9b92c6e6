namespace TurtlGraph.Caching.Tests;

/// <summary>A seeded trace: popular keys by Zipf's law, with a scan over cold keys now and then.</summary>
internal static class ZipfTrace
{
    public static (ulong Key, long Weight)[] Make(int requests, int keys, int seed, int heaviest = 1)
    {
        var random = new Random(seed);
        double[] cumulative = new double[keys];
        double sum = 0;
        for (int i = 0; i < keys; i++)
        {
            cumulative[i] = sum += 1.0 / (i + 1);
        }

        var trace = new (ulong, long)[requests];
        ulong cold = 1UL << 40;
        for (int i = 0; i < requests; i++)
        {
            int place = Array.BinarySearch(cumulative, random.NextDouble() * sum);
            ulong key = i % 2_000 < 300 ? cold++ : (ulong)(place < 0 ? ~place : place) * 7919;
            trace[i] = (key, 1 + (long)(key % (ulong)heaviest));
        }

        return trace;
    }
}
