using TurtlGraph.Caching;

namespace TurtlGraph.Benchmarks;

/// <summary>Misses: keys that nothing is known of, and keys that are known to name nothing.</summary>
internal sealed class CacheMisses : ICachePart
{
    private const int Lookups = 1 << 18;
    private const int Warmups = 8;
    private const int Rounds = 15;

    public IEnumerable<Measure> Run()
    {
        using var set = new ResidentSet();
        ulong[] unknown = [.. set.Keys.Select(key => ~key)];
        using var negative = new ResidencyTable(ResidentSet.Count);
        foreach (ulong key in unknown)
        {
            negative.SetNegative(key, ResidencyTable.Never);
        }

        object[] boxed = [.. unknown.Select(key => (object)key)];
        int[] order = ZipfSequence.Of(ResidentSet.Count, Lookups, 5);
        double[] medians = Interleaved.Medians(
            Warmups,
            Rounds,
            () => Each(order, index => set.Dictionary.TryGetValue(unknown[index], out _)),
            () => Each(order, index => set.Table.Get(unknown[index], out _) == ResidencyAnswer.Hit),
            () => Each(order, index => negative.Get(unknown[index], out _) == ResidencyAnswer.Hit),
            () => Each(order, index => set.Memory.TryGetValue(boxed[index], out _)));
        const string bare = "ConcurrentDictionary.TryGetValue, miss";
        yield return new Measure("miss, counted", medians[1], "ns", Goal.None, bare, medians[0]);
        yield return new Measure("miss by a cached negative answer", medians[2], "ns", Goal.None, bare, medians[0]);
        yield return new Measure("MemoryCache.TryGetValue, miss", medians[3], "ns", Goal.None, bare, medians[0]);
    }

    private static double Each(int[] order, Func<int, bool> isHit) => Interleaved.NanosecondsEach(order.Length, 32, (first, end) =>
    {
        foreach (int index in order.AsSpan(first..end))
        {
            if (isHit(index))
            {
                throw new InvalidOperationException("A key that is not there was found.");
            }
        }
    });
}
