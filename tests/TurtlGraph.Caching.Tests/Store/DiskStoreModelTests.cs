using FsCheck;
using FsCheck.Fluent;
using static TurtlGraph.Caching.Tests.TemporaryStore;

namespace TurtlGraph.Caching.Tests;

/// <summary>Any sequence of changes, restarts, scans and compactions leaves what a dictionary holds.</summary>
public sealed class DiskStoreModelTests
{
    private const int Keys = 8;

    [Fact]
    public void It_holds_what_a_dictionary_holds()
    {
        Gen<int> key = Gen.Choose(0, Keys - 1);
        Gen<Act> act = Gen.Frequency(
            (6, key.Select(k => new Act(Deed.Put, k))),
            (3, key.Select(k => new Act(Deed.Remove, k))),
            (1, Gen.Constant(new Act(Deed.Compact, 0))),
            (1, Gen.Constant(new Act(Deed.Reopen, 0))),
            (1, Gen.Constant(new Act(Deed.Scan, 0))),
            (1, Gen.Constant(new Act(Deed.Save, 0))));
        Prop.ForAll(act.ListOf().ToArbitrary(), Holds).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Readers_beside_a_writer_that_evicts_and_compacts_see_whole_records_only()
    {
        using var files = new TemporaryStore();
        using DiskStore store = DiskStore.Open(files.Options with { IsManual = false, Clock = TimeProvider.System, FiltersAdmission = false, LimitBytes = 16L * SegmentBytes, SaveInterval = TimeSpan.FromMilliseconds(20) });
        using var done = new CancellationTokenSource();
        Task<int>[] readers = [.. Enumerable.Range(0, 2).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            int hits = 0;
            while (!done.IsCancellationRequested || hits == 0)
            {
                StoreReadStatus status = TemporaryStore.Read(store, random.Next(400));
                Assert.NotEqual(StoreReadStatus.Damaged, status);
                hits += status == StoreReadStatus.Ok ? 1 : 0;
            }

            return hits;
        }))];
        var writes = new Random(9);
        for (int i = 0; i < 2500; i++)
        {
            int number = writes.Next(400);
            while (!store.TryPut(new StoreItem(Key(number), (ulong)(i % 5)), Bytes(number, i % 5)).IsAccepted)
            {
                await Task.Yield();
            }
        }

        Assert.True(store.Flush(TimeSpan.FromMinutes(1)));
        await done.CancelAsync();
        Assert.All(await Task.WhenAll(readers), hits => Assert.True(hits > 0));
        Assert.Empty(store.Damage);
        Assert.InRange(files.BytesOnDisk(), 0, 16L * SegmentBytes);
    }

    private static bool Holds(IList<Act> acts)
    {
        var folder = new VolatileFolder(1);
        var clock = new ManualClock();
        var model = new Dictionary<int, int>();
        DiskStore store = Open(folder, clock, scans: false);
        try
        {
            for (int step = 0; step < acts.Count; step++)
            {
                Act act = acts[step];
                switch (act.Deed)
                {
                    case Deed.Put:
                        Assert.True(store.TryPut(new StoreItem(Key(act.Key), (ulong)step), Bytes(act.Key, step)).IsAccepted);
                        model[act.Key] = step;
                        break;
                    case Deed.Remove:
                        Assert.True(store.TryRemove(Key(act.Key)).IsAccepted);
                        model.Remove(act.Key);
                        break;
                    case Deed.Compact:
                        store.Compact();
                        Run(store);
                        break;
                    case Deed.Save:
                        clock.Advance(TimeSpan.FromMinutes(1));
                        Run(store);
                        break;
                    default:
                        store.Dispose();
                        store = Open(folder, clock, act.Deed == Deed.Scan);
                        break;
                }
            }

            Run(store);
            return Enumerable.Range(0, Keys).All(key =>
                TemporaryStore.Read(store, key, model.TryGetValue(key, out int version) ? version : null)
                == (model.ContainsKey(key) ? StoreReadStatus.Ok : StoreReadStatus.NotFound));
        }
        finally
        {
            store.Dispose();
        }
    }

    private static DiskStore Open(VolatileFolder folder, ManualClock clock, bool scans)
    {
        DiskStore store = DiskStore.Open(new DiskStoreOptions
        {
            Folder = "memory",
            Files = folder,
            Clock = clock,
            IsManual = true,
            SegmentBytes = SegmentBytes,
            LimitBytes = 64L * SegmentBytes,
            AdmissionReads = 1024,
            IgnoresSavedIndex = scans,
        });
        Run(store);
        return store;
    }

    private enum Deed
    {
        Put,
        Remove,
        Compact,
        Reopen,
        Scan,
        Save,
    }

    private readonly record struct Act(Deed Deed, int Key);
}
