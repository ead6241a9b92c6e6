using TurtlGraph.Bundles;
using TurtlGraph.Caching;
using TurtlGraph.Ecs;
using TurtlGraph.Streaming;

namespace TurtlGraph.Benchmarks;

/// <summary>Hits: with one thread and with two, with all bookkeeping, in frames as long as a game's and in short ones.</summary>
internal sealed class CacheHits : ICachePart
{
    private const string Bare = "ConcurrentDictionary.TryGetValue";
    private const int Lookups = 1 << 20;
    private const int SliceLength = 1 << 14;
    private const int Warmups = 4;
    private const int Rounds = 9;

    private static readonly int[][] s_orders = [ZipfSequence.Of(ResidentSet.Count, Lookups, 2), ZipfSequence.Of(ResidentSet.Count, Lookups, 3)];

    public IEnumerable<Measure> Run()
    {
        using var set = new ResidentSet();
        using var second = new SecondThread();
        foreach (int threads in (int[])[1, 2])
        {
            foreach (Measure measure in TableHits(set, second, threads).Concat(RuntimeHits(set, second, threads)))
            {
                yield return measure;
            }
        }

        ulong[][] both = InOrder(set.Keys);
        double[] readers = Interleaved.Medians(
            Warmups,
            Rounds,
            () => OnThreads(second, 1, (thread, slice) => set.GetFromTable(both[thread].AsSpan(slice))),
            () => OnThreads(second, 2, (thread, slice) => set.GetFromTable(both[thread].AsSpan(slice))));
        yield return new Measure("hit with 2 readers", readers[1], "ns", Goal.RatioAtMost(1), "with 1 reader", readers[0]);

        ulong[] keys = both[0];
        yield return new Measure("hit, managed bytes", Interleaved.ManagedBytes(() => set.GetFromTable(keys)), "bytes", Goal.ValueAtMost(0));
        double[] batch = Interleaved.Medians(
            Warmups, Rounds, () => Each(slice => GetMany(set, keys.AsSpan(slice))), () => Each(slice => set.GetFromTable(keys.AsSpan(slice))));
        yield return new Measure("hit in a batch of 64, 1 thread", batch[0], "ns", Goal.RatioAtMost(1), "one at a time", batch[1]);
        yield return new Measure("metadata a cached asset: table", (double)set.Table.MemoryBytes / ResidentSet.Count, "bytes");
        yield return new Measure(
            "metadata a cached asset: table and policy", (double)(set.Table.MemoryBytes + set.Policy.MetadataBytes) / ResidentSet.Count, "bytes", Goal.ValueAtMost(96));
    }

    private static IEnumerable<Measure> TableHits(ResidentSet set, SecondThread second, int threads)
    {
        ulong[][] keys = InOrder(set.Keys);
        object[][] boxed = InOrder(set.Boxed);
        double Timed(Action<int, Range> body) => OnThreads(second, threads, body);
        double[] medians = Interleaved.Medians(
            Warmups,
            Rounds,
            () => Timed((thread, slice) => set.GetFromDictionary(keys[thread].AsSpan(slice))),
            () => Timed((thread, slice) => set.GetFromTable(keys[thread].AsSpan(slice))) + Interleaved.NanosecondsEach(Lookups, set.Frame),
            () => Timed((thread, slice) => InShortFrame(set, thread, keys[thread].AsSpan(slice))),
            () => Timed((thread, slice) => set.GetFromMemoryCache(boxed[thread].AsSpan(slice))));
        yield return new Measure($"hit with policy, TTL, statistics, {With(threads)}", medians[1], "ns", Goal.RatioAtMost(1), Bare, medians[0]);
        yield return new Measure($"the same in frames of {SliceLength:N0} hits, {With(threads)}", medians[2], "ns", Goal.None, Bare, medians[0]);
        yield return new Measure($"MemoryCache.TryGetValue, {With(threads)}", medians[3], "ns", Goal.None, Bare, medians[0]);
    }

    /// <summary>Hits of the runtime as a game makes them, and what its next update does for them.</summary>
    private static IEnumerable<Measure> RuntimeHits(ResidentSet set, SecondThread second, int threads)
    {
        using var world = new FrameWorld(ResidentSet.Count + 16);
        world.FillTo(ResidentSet.Count);
        AssetRuntime runtime = world.Runtime;
        SystemStatistics access = runtime.Systems.First(system => system.Name == "Access");
        ulong[][] keys = InOrder(set.Keys);
        AssetId[][] ids = InOrder([.. Enumerable.Range(0, ResidentSet.Count).Select(world.IdOf)]);
        AssetHandle[][] handles = InOrder(world.Hold(ResidentSet.Count));
        double Timed(Action<int, Range> body)
        {
            double each = OnThreads(second, threads, body);
            world.Update();
            return each + (access.Last.TotalNanoseconds / Lookups);
        }

        double[] medians = Interleaved.Medians(
            Warmups,
            Rounds,
            () => OnThreads(second, threads, (thread, slice) => set.GetFromDictionary(keys[thread].AsSpan(slice))),
            () => Timed((thread, slice) => GetById(runtime, ids[thread].AsSpan(slice))),
            () => Timed((thread, slice) => GetByHandle(runtime, handles[thread].AsSpan(slice))));
        yield return new Measure($"AssetRuntime.TryGet by id, {With(threads)}", medians[1], "ns", Goal.RatioAtMost(1), Bare, medians[0]);
        yield return new Measure($"AssetRuntime.TryGet by handle, {With(threads)}", medians[2], "ns", Goal.None, Bare, medians[0]);
    }

    private static T[][] InOrder<T>(T[] items) => Array.ConvertAll(s_orders, order => Array.ConvertAll(order, index => items[index]));

    private static string With(int threads) => threads == 1 ? "1 thread" : $"{threads} threads";

    private static double OnThreads(SecondThread second, int threads, Action<int, Range> body) => threads == 1
        ? Each(slice => body(0, slice))
        : second.Both(() => Each(slice => body(0, slice)), () => Each(slice => body(1, slice)));

    private static double Each(Action<Range> body) =>
        Interleaved.NanosecondsEach(Lookups, Lookups / SliceLength, (first, end) => body(first..end));

    private static void InShortFrame(ResidentSet set, int thread, ReadOnlySpan<ulong> keys)
    {
        set.GetFromTable(keys);
        if (thread == 0)
        {
            set.Frame();
        }
    }

    private static void GetMany(ResidentSet set, ReadOnlySpan<ulong> keys)
    {
        const int batch = 64;
        Span<ResidentBytes> found = stackalloc ResidentBytes[batch];
        for (int first = 0; first < keys.Length; first += batch)
        {
            set.Table.GetMany(keys.Slice(first, batch), found);
        }
    }

    private static void GetById(AssetRuntime runtime, ReadOnlySpan<AssetId> ids)
    {
        int misses = 0;
        foreach (AssetId id in ids)
        {
            misses += runtime.TryGet(id, out AssetData data) ? data.Bytes.Length & 1 : 1;
        }

        Check(misses);
    }

    private static void GetByHandle(AssetRuntime runtime, ReadOnlySpan<AssetHandle> handles)
    {
        int misses = 0;
        foreach (AssetHandle handle in handles)
        {
            misses += runtime.TryGet(handle, out AssetData data) ? data.Bytes.Length & 1 : 1;
        }

        Check(misses);
    }

    private static void Check(int misses)
    {
        if (misses != 0)
        {
            throw new InvalidOperationException("A resident asset was not found.");
        }
    }
}
