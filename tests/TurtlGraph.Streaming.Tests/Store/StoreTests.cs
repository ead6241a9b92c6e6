using TurtlGraph.Bundles;
using TurtlGraph.Caching;
using TurtlGraph.IO;

namespace TurtlGraph.Streaming.Tests;

/// <summary>A runtime with a disk store between a slow source and memory.</summary>
public sealed class StoreTests : IDisposable
{
    private const int Length = 20_000;
    private const int Hot = 20;
    private const int Together = 20;
    private const int Saved = 100;
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);
    private static readonly DeviceModel s_far = new() { LatencySeconds = 0.1, BytesPerSecond = 1e6 };
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
        using TestWorld world = new TestWorld(s_raw).AddMany("hot", Hot, Length, spacing: 1).AddMany("cold", 400, Length, spacing: 1).AddMany("new", 400, Length, spacing: 1).Write();
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

        Load(run, store, "new", 0, 200);
        long demoted = run.Metrics.StoreDemotedBytes;
        Release(run, held);
        Load(run, store, "new", 200, 200);
        long fetches = run.Metrics.FetchedReads;
        Assert.Equal(isDemoted, run.Metrics.StoreDemotedBytes > demoted);
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
        string[] untold = [.. Enumerable.Range(0, 400).Select(i => $"cold{i}"), .. Enumerable.Range(0, isTold ? 0 : Hot).Select(i => $"hot{i}")];
        foreach (string name in untold)
        {
            Assert.True(run.Runtime.SetTimeToLive(AssetId.FromName(name), TimeSpan.FromDays(1)));
        }

        Release(run, Load(run, store, "hot", 0, Hot));
        Load(run, store, "cold", 0, 260);
        Load(run, store, "cold", 50, 25);
        long fetches = run.Metrics.FetchedReads;
        Load(run, store, "hot", 0, Hot);
        fetches = run.Metrics.FetchedReads - fetches;
        Assert.Equal(0, run.Metrics.StoreDemotedBytes);
        Assert.True(isTold ? fetches == 0 : fetches > 0, $"{fetches} fetches");
    }

    [Fact]
    public void After_a_crash_what_the_index_knows_is_served_at_once_and_the_rest_is_checked_and_found_meanwhile()
    {
        string after = Path.Combine(_folder, "after");
        using TestWorld world = new TestWorld(s_raw).AddMany("saved", Saved, Length, spacing: 1).AddMany("late", Hot, Length, spacing: 1).Write();
        Crash();
        Damage();

        // Checking is so slow that it never ends: the runtime does not wait for it.
        using (DiskStore store = Reopen(checkBytesPerSecond: 1))
        using (VirtualRun run = SmallRun(world, store))
        {
            Load(run, store, "saved", Saved / 2, Saved / 2);
            Assert.Equal(0, run.Metrics.FetchedReads);
            Load(run, store, "saved", 0, Saved / 2);
            Assert.InRange(run.Metrics.FetchedReads, 1, 2);
            Assert.False(store.WaitRecovered(TimeSpan.Zero), "it is still being checked");
            Assert.NotEmpty(store.Damage);
        }

        Directory.Delete(after, recursive: true);
        Crash();
        Damage();
        using (DiskStore store = Reopen(checkBytesPerSecond: 1 << 30))
        using (VirtualRun run = SmallRun(world, store))
        {
            // Nobody has read the damaged ones: it is the check that finds them, beside the run.
            Load(run, store, "saved", Saved / 2, Saved / 2);
            Assert.True(store.WaitRecovered(s_long));
            Assert.Equal(2, store.Damage.Count);
            Load(run, store, "late", 0, Hot);
            Assert.Equal(0, run.Metrics.FetchedReads);
        }

        // The files as they lie on the disk while the store is open: an index that knows one half, and records written after it.
        void Crash()
        {
            string before = Path.Combine(_folder, "before");
            using (DiskStore store = DiskStore.Open(new DiskStoreOptions { Folder = before, LimitBytes = 64 << 20, SegmentBytes = 4 << 20, SaveInterval = TimeSpan.FromHours(1) }))
            using (VirtualRun run = SmallRun(world, store))
            {
                Load(run, store, "saved", 0, Saved);
            }

            using (DiskStore store = DiskStore.Open(new DiskStoreOptions { Folder = before, LimitBytes = 64 << 20, SegmentBytes = 4 << 20, SaveInterval = TimeSpan.FromHours(1) }))
            using (VirtualRun run = SmallRun(world, store))
            {
                Load(run, store, "late", 0, Hot);
                Directory.CreateDirectory(after);
                foreach (string file in Directory.GetFiles(before).Where(file => Path.GetExtension(file) is ".segment" or ".index"))
                {
                    using FileStream from = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                    using FileStream to = File.Create(Path.Combine(after, Path.GetFileName(file)));
                    from.CopyTo(to);
                }
            }

            Directory.Delete(before, recursive: true);
        }

        // Two of the records that the index knows, both of the first half.
        void Damage()
        {
            string segment = Directory.GetFiles(after, "*.segment").Order(StringComparer.Ordinal).First();
            byte[] bytes = File.ReadAllBytes(segment);
            bytes[300] ^= 1;
            bytes[(16 * 4400) + 300] ^= 1;
            File.WriteAllBytes(segment, bytes);
        }

        DiskStore Reopen(long checkBytesPerSecond) => DiskStore.Open(new DiskStoreOptions
        {
            Folder = after, LimitBytes = 64 << 20, SegmentBytes = 4 << 20, SaveInterval = TimeSpan.FromHours(1), CheckBytesPerSecond = checkBytesPerSecond,
        });
    }

    [Fact]
    public void Two_stores_in_a_row_are_refused()
    {
        using DiskStore store = SmallStore();
        using var source = new StoredByteSource(new SimulatedByteSource(s_far, new VirtualClock()), store, new StoredByteSourceOptions { Workers = 0, BlockBytes = 4096 });
        Assert.Throws<ArgumentException>(() => new AssetRuntime(new StreamingOptions { Source = source, Store = store }));
    }

    /// <summary>Holds about 45 assets; memory holds about 130.</summary>
    private DiskStore SmallStore() => DiskStore.Open(new DiskStoreOptions
    {
        Folder = _folder, SegmentBytes = 64 << 10, LimitBytes = (18 * 64) << 10, AdmissionReads = 1 << 13, SaveInterval = TimeSpan.FromHours(1),
    });

    private static VirtualRun SmallRun(TestWorld world, DiskStore store) => new(
        world,
        options =>
        {
            (options.Store, options.StoredReads) = (store, new StoredByteSourceOptions { BlockBytes = 4096 });
            options.MemoryBudgetBytes = 4 << 20;
            options.EvictionPolicy = "lru";
        },
        device: s_far);

    /// <summary>Asks for some, a few at a time, and uses them; what is written of them lies in the store when this returns.</summary>
    private static AssetHandle[] Load(VirtualRun run, DiskStore store, string prefix, int first, int count, Urgency? urgency = Urgency.Medium)
    {
        var handles = new AssetHandle[count];
        bool isHeld = count <= 50;
        for (int i = 0; i < count; i++)
        {
            handles[i] = run.Request($"{prefix}{first + i}", urgency);
            if (i % Together == Together - 1 || i == count - 1)
            {
                run.RunUntilAllEnded();
                Assert.True(store.Flush(s_long));
                for (int k = i - (i % Together); k <= i; k++)
                {
                    if (isHeld)
                    {
                        run.AssertServes(handles[k], $"{prefix}{first + k}", Length);
                    }
                    else
                    {
                        Assert.True(run.Runtime.TryGet(handles[k], out _));
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
