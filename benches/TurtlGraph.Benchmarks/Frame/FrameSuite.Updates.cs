using TurtlGraph.Ecs;
using TurtlGraph.Streaming;

namespace TurtlGraph.Benchmarks;

/// <content>Whole updates: numbers of live requests by numbers of cached assets, each system by itself, and the same work as peers do it.</content>
internal sealed partial class FrameSuite
{
    private const int SpareAssets = 50_000;
    private const int CachedWhenFull = 100_000;
    private const long FullBytes = 8 << 20;
    private const int PeerAdmissions = 64;
    private const int PeerFrames = 11;

    // What the peers do, too: score, choose, admit.
    private static readonly string[] s_sharedWork = ["PriorityRecalculation", "BandwidthAllocation", "Submit"];
    private static readonly int[] s_requests = [1_000, 10_000, 100_000];
    private static readonly int[] s_cached = [10_000, 100_000, 1_000_000];

    private static IEnumerable<Measure> Updates(FrameWorld world)
    {
        WarmUp(world);
        var whole = new Dictionary<(int Requests, int Cached), double>();
        foreach (int cached in s_cached)
        {
            world.WaitWith(0);
            world.FillTo(cached);
            foreach (int requests in s_requests)
            {
                world.WaitWith(requests);
                FrameTimes times = FrameTimes.Measure(world);
                whole[(requests, cached)] = times.Time(times.Bytes.Length - 1, 0.5);
                foreach (Measure measure in Describe(world, times, requests, cached))
                {
                    yield return measure;
                }

                if (cached == s_cached[^1])
                {
                    foreach (Measure measure in Peers(world, times, requests))
                    {
                        yield return measure;
                    }
                }
            }
        }

        (int few, int many) = (s_requests[0], s_requests[^1]);
        (int small, int large) = (s_cached[0], s_cached[^1]);
        yield return new Measure(
            $"update, {many / few}x the requests, {large:N0} cached", whole[(many, large)], "us", Goal.RatioAtMost(many / few), $"{few:N0} requests", whole[(few, large)]);
        yield return new Measure(
            $"update, {large / small}x the cached, {many:N0} requests", whole[(many, large)], "us", Goal.RatioAtMost(2), $"{small:N0} cached", whole[(many, small)]);
        yield return new Measure(
            $"update, {large / small}x the cached, {few:N0} requests", whole[(few, large)], "us", Goal.RatioAtMost(10), $"{small:N0} cached", whole[(few, small)]);
    }

    /// <summary>The steady state of a cache that is full: what comes in takes the place of something else, every frame.</summary>
    private static IEnumerable<Measure> Evicting()
    {
        using var world = new FrameWorld(CachedWhenFull + SpareAssets, FullBytes);
        world.FillTo(CachedWhenFull);
        world.WaitWith(s_requests[1]);
        long before = world.Runtime.Metrics.Evictions;
        FrameTimes times = FrameTimes.Measure(world);
        string of = $"memory full, {s_requests[1]:N0} x {world.Runtime.Metrics.ResidentAssets:N0}";
        int eviction = world.Runtime.Systems.TakeWhile(static system => system.Name != "EvictionScoring").Count();
        yield return new Measure($"EvictionScoring, {of}", times.Time(eviction, 0.5), "us") { P99 = times.Time(eviction, 0.99) };
        yield return Series(times, times.Bytes.Length - 1, $"Update, {of}", Goal.None);
        yield return new Measure($"evictions meanwhile, {of}", world.Runtime.Metrics.Evictions - before, "assets");
        yield return new Measure($"Update, {of}, managed bytes", times.ManagedBytes, "bytes", Goal.ValueAtMost(0));
    }

    /// <summary>Runs frames until what they run has been compiled with full optimisation.</summary>
    private static void WarmUp(FrameWorld world)
    {
        world.FillTo(s_cached[0]);
        for (int round = 0; round < 3; round++)
        {
            world.WaitWith(s_requests[1]);
            _ = FrameTimes.Measure(world);
            Thread.Sleep(200);
        }
    }

    private static IEnumerable<Measure> Describe(FrameWorld world, FrameTimes times, int requests, int cached)
    {
        string of = $"{requests:N0} x {cached:N0}";
        IReadOnlyList<SystemStatistics> systems = world.Runtime.Systems;
        for (int i = 0; i < systems.Count; i++)
        {
            yield return Series(times, i, $"{systems[i].Name}, {of}", Goal.None);
        }

        int last = systems.Count;
        bool isGoal = requests == s_requests[^1] && cached == s_cached[^1];
        yield return Series(times, last, $"Update, {of}", isGoal ? Goal.ValueAtMost(1000) : Goal.None);
        yield return new Measure($"Update, {of}, p99", times.Time(last, 0.99), "us", isGoal ? Goal.ValueAtMost(2000) : Goal.None, "its p50", times.Time(last, 0.5));
        yield return new Measure($"Update, {of}, frames made again", times.Interrupted, "frames");
        yield return new Measure($"Update, {of}, managed bytes", times.ManagedBytes, "bytes", Goal.ValueAtMost(0));
    }

    /// <summary>Processor time of the thread where the system tells it: a frame of a peer takes so long that a loaded machine always interrupts it.</summary>
    private static double ProcessorMicroseconds(int repeats, Action body)
    {
        bool isKnown = ThreadUsage.TryRead(out ThreadUsage before);
        double wall = Microseconds(repeats, body);
        return isKnown && ThreadUsage.TryRead(out ThreadUsage after) ? (after.ProcessorNanoseconds - before.ProcessorNanoseconds) / 1000.0 / repeats : wall;
    }

    private static Measure Series(FrameTimes times, int series, string name, Goal goal) =>
        new(name, times.Time(series, 0.5), "us", goal, "memcpy of its bytes", times.Bytes[series] == 0 ? null : times.CopyTime(series))
        {
            P99 = times.Time(series, 0.99),
            Bytes = times.Bytes[series],
        };

    private static IEnumerable<Measure> Peers(FrameWorld world, FrameTimes times, int requests)
    {
        var list = new SortedListPeer(requests);
        var queues = new FourQueuesPeer(requests);
        int repeats = 100_000 / requests;
        double[] peers = Interleaved.Medians(
            3,
            PeerFrames,
            () => ProcessorMicroseconds(repeats, () => list.Frame(PeerAdmissions)),
            () => ProcessorMicroseconds(repeats, () => queues.Frame(PeerAdmissions)),
            () => ProcessorMicroseconds(repeats, () => queues.FrameUnordered(PeerAdmissions)));
        double shared = world.Runtime.Systems.Select((system, i) => s_sharedWork.Contains(system.Name) ? times.Time(i, 0.5) : 0).Sum();
        double update = times.Time(times.Bytes.Length - 1, 0.5);
        Goal goal = requests == s_requests[^1] ? Goal.RatioAtLeast(25) : Goal.None;
        string[] names = ["one list, sorted each frame", "four queues, emptied and refilled", "four queues, cleared and refilled"];
        for (int i = 0; i < names.Length; i++)
        {
            yield return new Measure($"{names[i]}, {requests:N0}", peers[i], "us", i < 2 ? goal : Goal.None, "score, choose and admit here", shared);
            yield return new Measure($"{names[i]}, {requests:N0}", peers[i], "us", Goal.None, "the whole Update here", update);
        }
    }
}
