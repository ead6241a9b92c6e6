namespace TurtlGraph.Benchmarks;

/// <summary>Draws indices below a count so that the one of rank r comes in proportion to r to the power of -0.99 (the exponent of YCSB).</summary>
internal static class ZipfSequence
{
    private const double Exponent = 0.99;

    /// <summary>Makes <paramref name="length"/> indices; ranks are spread over the indices at random, the same way for every seed.</summary>
    public static int[] Of(int count, int length, int seed)
    {
        var sums = new double[count];
        double sum = 0;
        for (int rank = 0; rank < count; rank++)
        {
            sum += Math.Pow(rank + 1, -Exponent);
            sums[rank] = sum;
        }

        int[] indexOfRank = [.. Enumerable.Range(0, count)];
        new Random(1).Shuffle(indexOfRank);
        var random = new Random(seed);
        var indices = new int[length];
        for (int i = 0; i < length; i++)
        {
            int place = Array.BinarySearch(sums, random.NextDouble() * sum);
            indices[i] = indexOfRank[Math.Min(place < 0 ? ~place : place, count - 1)];
        }

        return indices;
    }
}
