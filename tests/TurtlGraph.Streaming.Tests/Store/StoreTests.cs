using TurtlGraph.Bundles;
using TurtlGraph.Caching;
using TurtlGraph.IO;

namespace TurtlGraph.Streaming.Tests;

/// <summary>A runtime with a disk store between a slow source and memory.</summary>
public sealed class StoreTests : IDisposable
{
    private const int Length = 20_000;
    private const int Hot = 20;
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);
    private static readonly DeviceModel s_far = new() { LatencySeconds = 0.05, BytesPerSecond = 2e6 };
    private static readonly BundleBuilderOptions s_raw = new() { Codec = BundleCodecChoice.None };

    private readonly string _folder = Directory.CreateTempSubdirectory("turtl-store-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void After_a_restart_nothing_is_fetched_again()
    {
        using TestWorld world = new TestWorld().AddMany("a", 40, Length, spacing: 1).Write();
        double cold = Session(out long fetches, out long stored);
        Assert.True(fetches > 0, "the first session fetches");
        Assert.Equal(0, stored);
        double warm = Session(out fetches, out stored);
        Assert.Equal(0, fetches);
        Assert.True(stored > 0, "the second is served from the store");
        Assert.True(warm < cold / 5, $"cold {cold} s, warm {warm} s");

        double Session(out long fetches, out long stored)
        {
            using DiskStore store = DiskStore.Open(new DiskStoreOptions { Folder = _folder, LimitBytes = 64 << 20, SegmentBytes = 4 << 20 });
            using var run = new VirtualRun(world, options => options.Store = store, device: s_far);
            Load(run, store, "a", 0, 40);
            (fetches, stored) = (run.Metrics.FetchedReads, run.Metrics.StoreReads);
            return run.Clock.Seconds;
        }
    }

    // By when memory lets the hot assets go, others have displaced them in the store, and it is full.
    [Theory]
    [InlineData(Urgency.Critical, 1, true)]
    [InlineData(Urgency.Medium, 2, true)]
    [InlineData(Urgency.Medium, 1, false)]
    public void What_matters_or_was_wanted_before_comes_back_from_the_store_after_eviction_and_other_things_do_not_displace_it(Urgency urgency, int loads, bool isDemoted)
    {
        using TestWorld world = new TestWorld(s_raw).AddMany("hot", Hot, Length, spacing: 1).AddMany("cold", 400, Length, spacing: 1).Write();
        using DiskStore store = SmallStore();
        using VirtualRun run = SmallRun(world, store);
        AssetHandle[] held = Load(run, store, "hot", 0, Hot, urgency);
        for (int i = 1; i < loads; i++)
        {
            Release(run, held);
            Load(run, store, "cold", 0, 200);
            held = Load(run, store, "hot", 0, Hot, urgency);
        }

        for (int round = 0; round < 3; round++)
        {
            Load(run, store, "cold", 0, 400);
        }

        long demoted = run.Metrics.StoreDemotedBytes;
        Release(run, held);
        Load(run, store, "cold", 0, 200);
        Assert.InRange(run.Metrics.StoreDemotedBytes - demoted, isDemoted ? Hot * Length : 0, long.MaxValue);
        long fetches = run.Metrics.FetchedReads;
        Load(run, store, "hot", 0, Hot, urgency);
        fetches = run.Metrics.FetchedReads - fetches;
        Assert.True(isDemoted ? fetches == 0 : fetches > 0, $"{fetches} fetches");
        Assert.Equal(0, run.Metrics.StoreDemotionsMissed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_store_learns_of_uses_in_memory_and_keeps_what_it_could_not_be_given(bool isTold)
    {
        using TestWorld world = new TestWorld(new BundleBuilderOptions { Codec = BundleCodecChoice.Deflate }).AddMany("hot", Hot, Length, spacing: 1).AddMany("cold", 400, Length, spacing: 1).Write();
        using DiskStore store = SmallStore();
        using VirtualRun run = SmallRun(world, store);

        // The hot ones lie in the store's oldest segments. Copies with a time to live are not demoted: nothing is told of them.
        for (int i = 0; i < Hot && !isTold; i++)
        {
            run.Runtime.SetTimeToLive(AssetId.FromName($"hot{i}"), TimeSpan.FromDays(1));
        }

        Release(run, Load(run, store, "hot", 0, Hot));
        Load(run, store, "cold", 0, 200);
        Load(run, store, "cold", 0, 40);
        Load(run, store, "cold", 200, 10);
        long fetches = run.Metrics.FetchedReads;
        Load(run, store, "hot", 0, Hot);
        fetches = run.Metrics.FetchedReads - fetches;
        Assert.Equal(0, run.Metrics.StoreDemotedBytes);
        Assert.True(isTold ? fetches == 0 : fetches > 0, $"{fetches} fetches");
    }

    [Fact]
    public void A_source_as_fast_as_the_disk_is_not_copied()
    {
        using TestWorld world = new TestWorld().AddMany("a", 40, Length, spacing: 1).Write();
        using DiskStore store = SmallStore();
        using var run = new VirtualRun(
            world,
            options => (options.Store, options.StoredReads) = (store, new StoredByteSourceOptions { BlockBytes = 4096, AssumedCost = TierCost.Disk }),
            device: new DeviceModel { LatencySeconds = 50e-6, BytesPerSecond = 3e9 });
        Load(run, store, "a", 0, 40);
        Assert.Equal(0, store.Statistics().Puts);
        Assert.True(run.Metrics.FetchedReads > 0);
    }

    [Fact]
    public void Two_stores_in_a_row_are_refused()
    {
        using DiskStore store = SmallStore();
        using var source = new StoredByteSource(new SimulatedByteSource(s_far, new VirtualClock()), store, new StoredByteSourceOptions { Workers = 0, BlockBytes = 4096 });
        Assert.Throws<ArgumentException>(() => new AssetRuntime(new StreamingOptions { Source = source, Store = store }));
    }

    /// <summary>Holds about 40 assets; memory holds about 130.</summary>
    private DiskStore SmallStore() => DiskStore.Open(new DiskStoreOptions
    {
        Folder = _folder, SegmentBytes = 128 << 10, LimitBytes = (10 * 128) << 10, AdmissionReads = 1 << 14, SaveInterval = TimeSpan.FromHours(1),
    });

    private static VirtualRun SmallRun(TestWorld world, DiskStore store) => new(
        world,
        options =>
        {
            (options.Store, options.StoredReads) = (store, new StoredByteSourceOptions { BlockBytes = 4096 });
            options.MemoryBudgetBytes = 4 << 20;
            options.CompactionBytesPerFrame = 0;
        },
        device: s_far);

    /// <summary>Asks for some, a few at a time, and uses them; what is written of them lies in the store when this returns.</summary>
    private static AssetHandle[] Load(VirtualRun run, DiskStore store, string prefix, int first, int count, Urgency? urgency = Urgency.Medium)
    {
        var handles = new AssetHandle[count];
        bool isHeld = count <= 40;
        for (int i = 0; i < count; i++)
        {
            handles[i] = run.Request($"{prefix}{first + i}", urgency);
            if (i % 8 == 7 || i == count - 1)
            {
                run.RunUntilAllEnded();
                Assert.True(store.Flush(s_long));
                for (int k = i - (i % 8); k <= i; k++)
                {
                    run.AssertServes(handles[k], $"{prefix}{first + k}", Length);
                    if (!isHeld)
                    {
                        run.Runtime.Release(handles[k]);
                    }
                }
            }
        }

        return handles;
    }

    private static void Release(VirtualRun run, AssetHandle[] handles)
    {
        foreach (AssetHandle handle in handles)
        {
            run.Runtime.Release(handle);
        }

        run.Step();
    }
}
