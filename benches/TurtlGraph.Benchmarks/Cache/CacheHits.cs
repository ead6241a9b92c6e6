using TurtlGraph.Bundles;
using TurtlGraph.Streaming;

namespace TurtlGraph.Benchmarks;

/// <summary>Hits: with one thread and with two, with all bookkeeping, in frames as long as a game's and in short ones.</summary>
internal sealed class CacheHits : ICachePart
{
    private const string Bare = "ConcurrentDictionary.TryGetValue";
    private const int Lookups = 1 << 20;
    private const int ShortFrame = 1 << 14;
    private const int Warmups = 6;
    private const int Rounds = 15;

    private readonly int[][] _orders = [ZipfSequence.Of(ResidentSet.Count, Lookups, 2), ZipfSequence.Of(ResidentSet.Count, Lookups, 3)];

    public IEnumerable<Measure> Run()
    {
        using var set = new ResidentSet();
        using var world = new FrameWorld(requests: 16, cached: ResidentSet.Count);
        AssetId[] ids = [.. Enumerable.Range(0, ResidentSet.Count).Select(world.IdOfResident)];
        using var second = new SecondThread();
        foreach (int threads in (int[])[1, 2])
        {
            foreach (Measure measure in Hits(set, world, ids, second, threads))
            {
                yield return measure;
            }
        }

        yield return new Measure("hit, managed bytes", Interleaved.ManagedBytes(() => set.GetFromTable(_orders[0])), "bytes", Goal.ValueAtMost(0));
        double many = 0;
        double[] batch = Interleaved.Medians(Warmups, Rounds, () => Each(0, order => GetMany(set, order)), () => Each(0, order => set.GetFromTable(order)));
        many = batch[0];
        yield return new Measure("hit in a batch of 64, 1 thread", many, "ns", Goal.RatioAtMost(1), "one at a time", batch[1]);
        yield return new Measure("metadata a cached asset: table", (double)set.Table.MemoryBytes / ResidentSet.Count, "bytes");
        yield return new Measure(
            "metadata a cached asset: table, policy, uses", (double)(set.Table.MemoryBytes + set.Policy.MetadataBytes) / ResidentSet.Count, "bytes", Goal.ValueAtMost(96));
    }

    private IEnumerable<Measure> Hits(ResidentSet set, FrameWorld world, AssetId[] ids, SecondThread second, int threads)
    {
        double Timed(Action<int[]> first, Action<int[]> other) => threads == 1
            ? Each(0, first)
            : second.Both(() => Each(0, first), () => Each(1, other));

        string with = threads == 1 ? "1 thread" : $"{threads} threads";
        double[] medians = Interleaved.Medians(
            Warmups,
            Rounds,
            () => Timed(order => set.GetFromDictionary(order), order => set.GetFromDictionary(order)),
            () => Timed(order => InFrames(set, order, Lookups), order => set.GetFromTable(order)),
            () => Timed(order => InFrames(set, order, ShortFrame), order => set.GetFromTable(order)),
            () => RuntimeHits(world, () => Timed(order => GetById(world, ids, order), order => GetById(world, ids, order))),
            () => RuntimeHits(world, () => Timed(order => GetByHandle(world, order), order => GetByHandle(world, order))),
            () => Timed(order => set.GetFromMemoryCache(order), order => set.GetFromMemoryCache(order)));
        yield return new Measure($"hit with policy, TTL, statistics, {with}", medians[1], "ns", Goal.RatioAtMost(1), Bare, medians[0]);
        yield return new Measure($"the same in frames of {ShortFrame:N0} hits, {with}", medians[2], "ns", Goal.None, Bare, medians[0]);
        yield return new Measure($"AssetRuntime.TryGet by id, {with}", medians[3], "ns", Goal.RatioAtMost(1), Bare, medians[0]);
        yield return new Measure($"AssetRuntime.TryGet by handle, {with}", medians[4], "ns", Goal.None, Bare, medians[0]);
        yield return new Measure($"MemoryCache.TryGetValue, {with}", medians[5], "ns", Goal.None, Bare, medians[0]);
    }

    private double Each(int thread, Action<int[]> body) => Interleaved.NanosecondsEach(Lookups, () => body(_orders[thread]));

    private static void InFrames(ResidentSet set, int[] order, int frame)
    {
        for (int first = 0; first < order.Length; first += frame)
        {
            set.GetFromTable(order.AsSpan(first, frame));
            set.Frame();
        }
    }

    private static int GetMany(ResidentSet set, int[] order)
    {
        const int batch = 64;
        Span<ulong> keys = stackalloc ulong[batch];
        Span<Caching.ResidentBytes> found = stackalloc Caching.ResidentBytes[batch];
        int hits = 0;
        for (int first = 0; first < order.Length; first += batch)
        {
            for (int i = 0; i < batch; i++)
            {
                keys[i] = set.Keys[order[first + i]];
            }

            hits += set.Table.GetMany(keys, found);
        }

        return hits;
    }

    /// <summary>The hits, and what the runtime's next update does for them.</summary>
    private static double RuntimeHits(FrameWorld world, Func<double> hits)
    {
        double each = hits();
        world.Update();
        return each + (world.Runtime.Systems.First(system => system.Name == "Access").Last.TotalNanoseconds / Lookups);
    }

    private static void GetById(FrameWorld world, AssetId[] ids, int[] order)
    {
        AssetRuntime runtime = world.Runtime;
        int hits = 0;
        foreach (int index in order)
        {
            hits += runtime.TryGet(ids[index], out AssetData data) ? data.Bytes.Length & 1 : 1;
        }

        Check(hits);
    }

    private static void GetByHandle(FrameWorld world, int[] order)
    {
        AssetRuntime runtime = world.Runtime;
        AssetHandle[] handles = world.Resident;
        int hits = 0;
        foreach (int index in order)
        {
            hits += runtime.TryGet(handles[index], out AssetData data) ? data.Bytes.Length & 1 : 1;
        }

        Check(hits);
    }

    private static void Check(int misses)
    {
        if (misses != 0)
        {
            throw new InvalidOperationException("A resident asset was not found.");
        }
    }
}
