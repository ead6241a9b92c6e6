using System.Numerics;
using TurtlGraph.Bundles;
using TurtlGraph.IO;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming.Tests;

/// <summary>
/// Everything at once, at random but repeatable: viewers that come, go and teleport, requests, cancels, releases, pins, every kind of fault, a budget
/// far too small, changes of how much memory and time there is, closures with cycles. The laws hold after every frame, and at the end nothing is left over.
/// </summary>
[Collection(nameof(SoakTests))]
public class SoakTests
{
    private const int Assets = 160;
    private const int RunThatCompacts = 4;
    private const double FramesInMinute = 3600;
    private static readonly int s_frames = (int)(FramesInMinute * Setting("TURTL_SOAK_MINUTES", 0.4));

    /// <summary>
    /// Seeds to run: 6, or as many as the environment variable <c>TURTL_SOAK_SEEDS</c> says; each for 24 seconds of virtual time, or for as many
    /// minutes as <c>TURTL_SOAK_MINUTES</c> says. From the fifth on the world has optional parts, levels and types.
    /// </summary>
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, (int)Setting("TURTL_SOAK_SEEDS", RunThatCompacts + 2))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Nothing_is_lost_wrong_or_left_over(int seed)
    {
        MakeContexts();
        long committed = MemoryProfile.Process.CommittedBytes;
        Soak(seed);
        Assert.InRange(MemoryProfile.Process.CommittedBytes, 0, committed);
    }

    /// <summary>A thread's context for a codec stays with the thread, so it must not seem to be left over by who used it first.</summary>
    private static void MakeContexts()
    {
        foreach (CodecId id in (CodecId[])[CodecId.Lz4, CodecId.Zstd])
        {
            if (CodecRegistry.Default.TryGet(id, out ICodec codec))
            {
                var compressed = new byte[codec.MaxCompressedLength(64)];
                int length = codec.Compress(new byte[64], compressed, level: 0);
                Assert.True(codec.Decompress(compressed.AsSpan(0, length), new byte[64]));
            }
        }
    }

    private static void Soak(int seed)
    {
        var random = new Random(seed);
        using var changes = new SoakChanges(seed);
        using TestWorld world = seed <= RunThatCompacts ? MakeWorld(random, out int[] lengths) : SoakWorld.Make(seed, Assets, out lengths);
        var faults = new FaultPlan
        {
            Seed = (ulong)seed, ErrorRate = 0.03, ShortRate = 0.03, SlowRate = 0.1, NeverRate = 0.02, FlippedBitRate = 0.03, Delay = TimeSpan.FromSeconds(1.5),
        };
        using var run = new VirtualRun(
            world,
            o =>
            {
                Configure(o, random);
                o.CompressedTierBytes = seed % 2 == 0 ? 512 << 10 : 0;
                changes.Configure(o);
                if (seed > RunThatCompacts)
                {
                    SoakWorld.Configure(o, seed);
                }
            },
            faults,
            new DeviceModel { BytesPerSecond = 10e6 * random.Next(1, 5), LatencySeconds = 0.002, Channels = 4, QueueDepth = random.Next(2, 40) },
            changes.ProcessorClock);
        var told = new SoakTrace();
        var laws = new SoakLaws(run.Runtime.State);
        byte[][] contents = [.. Enumerable.Range(0, Assets).Select(i => TestWorld.ContentOf($"a{i}", lengths[i]))];
        var held = new List<(AssetHandle Handle, int Asset, double Since)>();
        var pinned = new List<(AssetHandle Handle, int Asset)>();
        long accepted = 0;
        for (int frame = 0; frame < s_frames; frame++)
        {
            changes.Make(run);
            Play(run, random, held, pinned, contents, ref accepted);
            HashSet<AssetHandle> waiting = [.. held.Select(h => h.Handle).Where(h => run.Runtime.Status(h) == RequestStatus.Pending)];
            run.Step();
            CheckFrame(run, held, waiting);
            laws.Check();
            told.Read(run);
            changes.NoteMemory(run, frame, s_frames);
        }

        // Not every random run comes to a compaction; the fourth does. Guarded memory is a little larger, so one that was just too
        // scattered may serve there.
        Assert.True(seed != RunThatCompacts || run.Metrics.Compactions > 0 || MemoryGuards.Default.Enabled, "payloads moved");
        Finish(run, held, pinned, accepted);
        told.Read(run);
        told.Check(run);
    }

    private static double Setting(string variable, double otherwise) =>
        double.TryParse(Environment.GetEnvironmentVariable(variable), System.Globalization.CultureInfo.InvariantCulture, out double value) ? value : otherwise;

    private static void Configure(StreamingOptions options, Random random)
    {
        options.MemoryBudgetBytes = 4 << 20;
        options.Predictor = random.Next(4) == 0 ? "none" : "spatial";
        options.MaxAssets = random.Next(2) == 0 ? Assets : 1 << 12;
        options.GraceFrames = random.Next(1, 6);
        options.ReadTimeout = TimeSpan.FromSeconds(1);
        options.RequestTimeout = TimeSpan.FromSeconds(8);
        options.AdmissionTimeout = TimeSpan.FromSeconds(2);
        options.RetryDelay = TimeSpan.FromMilliseconds(20);
        options.MaxReadsInFlight = random.Next(1, 24);
        options.MaxBytesInFlight = random.Next(2) == 0 ? 300_000 : 16 << 20;
        options.StagingBytes = random.Next(2) == 0 ? 0 : 450_000;
        options.BandwidthBytesPerSecond = 1e6 * random.Next(1, 40);
        options.MinBandwidthBytesPerSecond = 1e6;
        options.MaxAdmissionsPerFrame = random.Next(4, 64);
        options.MaxPredictions = random.Next(8, 200);
        options.CompactionBytesPerFrame = random.Next(3) == 0 ? 30_000 : 1 << 20;
    }

    private static TestWorld MakeWorld(Random random, out int[] lengths)
    {
        lengths = new int[Assets];
        var depends = new List<int>[Assets];
        bool isRaw = random.Next(3) == 0;
        var world = new TestWorld(new BundleBuilderOptions { Codec = isRaw ? BundleCodecChoice.None : BundleCodecChoice.Auto });
        for (int i = 0; i < Assets; i++)
        {
            // Some are empty.
            lengths[i] = random.Next(20) == 0 ? 0 : random.Next(10) == 0 ? random.Next(400_000) : random.Next(60_000);
            depends[i] = [.. Enumerable.Range(0, random.Next(3) == 0 ? random.Next(4) : 0).Select(_ => random.Next(Assets)).Distinct()];
            // Perhaps one is larger than all memory; stored raw, since noise does not shrink below the staging memory.
            lengths[i] = i == 7 && isRaw && random.Next(2) == 0 ? 5 << 20 : lengths[i];
            Vector3? position = random.Next(5) == 0 ? null : new Vector3(i * 10, 0, 0);
            world.Add($"a{i}", lengths[i], position, depends: [.. depends[i].Select(d => $"a{d}")]);
        }

        return world.Write();
    }

    private static void Play(
        VirtualRun run, Random random, List<(AssetHandle Handle, int Asset, double Since)> held, List<(AssetHandle Handle, int Asset)> pinned, byte[][] contents, ref long accepted)
    {
        for (int i = random.Next(4); i > 0; i--)
        {
            int asset = random.Next(Assets);
            var demand = new Demand
            {
                Urgency = random.Next(3) == 0 ? (Urgency)random.Next(4) : null,
                Deadline = random.Next(3) == 0 ? run.Clock.Seconds + (random.NextDouble() * 3) - 1 : double.PositiveInfinity,
                Position = random.Next(4) == 0 ? new Vector3(random.Next(1600), 0, 0) : null,
                IsUselessWhenLate = asset % 3 == 0,
            };
            if (run.Runtime.Request(AssetId.FromName($"a{asset}"), demand, out AssetHandle handle) == RequestResult.Accepted)
            {
                held.Add((handle, asset, run.Clock.Seconds));
                accepted++;
            }
        }

        if (held.Count > 0 && random.Next(4) == 0)
        {
            run.Runtime.Cancel(held[random.Next(held.Count)].Handle);
        }

        int most = random.Next(100) == 0 ? 0 : 60;
        while (held.Count > most)
        {
            int index = random.Next(held.Count);
            AssetHandle handle = held[index].Handle;
            pinned.RemoveAll(p => p.Handle == handle && run.Runtime.Unpin(handle));
            Assert.Equal(RequestResult.Accepted, run.Runtime.Release(handle));
            held.RemoveAt(index);
        }

        foreach ((AssetHandle handle, int asset, _) in held)
        {
            if (random.Next(4) == 0 && run.Runtime.TryGet(handle, out AssetData data))
            {
                Assert.True(data.Bytes.SequenceEqual(contents[asset]), $"a{asset} has its own bytes");
            }

            if (pinned.Count < 6 && random.Next(100) == 0 && run.Runtime.Pin(handle))
            {
                pinned.Add((handle, asset));
            }
        }

        foreach ((AssetHandle handle, int asset) in pinned)
        {
            Assert.True(run.Runtime.TryGet(handle, out AssetData data) && data.Bytes.SequenceEqual(contents[asset]), $"pinned a{asset} stays");
        }

        if (pinned.Count > 0 && random.Next(10) == 0)
        {
            Assert.True(run.Runtime.Unpin(pinned[0].Handle));
            pinned.RemoveAt(0);
        }
    }

    private static void CheckFrame(VirtualRun run, List<(AssetHandle Handle, int Asset, double Since)> held, HashSet<AssetHandle> waiting)
    {
        ref readonly RuntimeMetrics metrics = ref run.Metrics;
        Assert.True(metrics.ResidentBytes >= 0 && metrics.ReservedBytes >= 0 && metrics.GraceBytes >= 0 && metrics.BytesInFlight >= 0);
        int pending = 0;
        foreach ((AssetHandle handle, int asset, double since) in held)
        {
            RequestStatus status = run.Runtime.Status(handle);
            Assert.NotEqual(RequestStatus.Stale, status);
            pending += status == RequestStatus.Pending ? 1 : 0;
            Assert.True(status != RequestStatus.Pending || run.Clock.Seconds - since < 12, $"a{asset} ends in bounded time");
            if (status == RequestStatus.Ready && waiting.Contains(handle))
            {
                // Evicted in this very update is possible, hence grace.
                Assert.True(run.Runtime.State.Catalog.TryFind(AssetId.FromName($"a{asset}"), out int root));
                foreach (int member in run.Runtime.State.Closures.Walk(root))
                {
                    Assert.True(
                        run.Runtime.State.Catalog[member].State is AssetState.Resident or AssetState.Grace || !run.Runtime.State.Closures.Needs(root, member),
                        "ready means all that is needed");
                }
            }

            Assert.Equal(status == RequestStatus.Failed, run.Runtime.Failure(handle) != FailureReason.None);
        }

        // What has not been taken in for lack of time is in no figure yet.
        Assert.True(pending == metrics.RequestsOpen || run.Runtime.Systems[0].LastCarriedOver, "all that wait are counted");
    }

    private static void Finish(VirtualRun run, List<(AssetHandle Handle, int Asset, double Since)> held, List<(AssetHandle Handle, int Asset)> pinned, long accepted)
    {
        pinned.ForEach(p => Assert.True(run.Runtime.Unpin(p.Handle)));
        held.ForEach(h => run.Runtime.Release(h.Handle));

        // Far from everything, so that predictions end too, and with all the time and memory that there is.
        run.Runtime.IsLoadingScreen = true;
        run.LookFrom(new Viewer(new Vector3(0, 1e6f, 0), Vector3.UnitX));
        run.Step(600);
        ref readonly RuntimeMetrics metrics = ref run.Metrics;
        Assert.Equal(accepted, metrics.RequestsTotal);
        Assert.Equal(0, metrics.RequestsOpen);
        Assert.Equal(0, metrics.Predictions);
        Assert.Equal(0, metrics.ReservedBytes);
        Assert.Equal(0, metrics.GraceBytes);
        Assert.Equal(0, run.Runtime.State.Payloads.HeldBytes);
        Assert.Equal(0, run.Runtime.State.Compactor.Bytes);
        Assert.Equal(0, metrics.StagingBytes);
        Assert.Equal(0, metrics.ReadsInFlight);
        Assert.Equal(0, metrics.BytesInFlight);
        Assert.Equal(0, metrics.OversizedBytes);
        Assert.Equal(0, metrics.Queued[0] + metrics.Queued[1] + metrics.Queued[2] + metrics.Queued[3]);
        RuntimeState state = run.Runtime.State;
        long resident = 0;
        for (int asset = 0; asset < state.Catalog.Count; asset++)
        {
            ref AssetRecord record = ref state.Catalog[asset];
            Assert.Equal(0, record.Holds);
            Assert.Equal(-1, record.FirstWaiter);
            Assert.Equal(-1, record.FirstInterest);
            Assert.True(record.State is AssetState.Absent or AssetState.Resident, $"{record.State}");
            Assert.Equal(PredictionMark.None, record.Prediction & PredictionMark.Wanted);
            resident += record.State == AssetState.Resident ? state.World.Get<Payload>(record.Owner).Block.Length : 0;
        }

        Assert.Equal(resident, metrics.ResidentBytes);
        Assert.Equal(metrics.ResidentAssets, state.Catalog.Count - CountAbsent(state));
        Assert.True(metrics.PrefetchIssued >= metrics.PrefetchUsed + metrics.PrefetchExpired);
    }

    private static int CountAbsent(RuntimeState state)
    {
        int absent = 0;
        for (int asset = 0; asset < state.Catalog.Count; asset++)
        {
            absent += state.Catalog[asset].State == AssetState.Absent ? 1 : 0;
        }

        return absent;
    }
}
