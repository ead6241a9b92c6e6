using static TurtlGraph.Caching.Tests.TemporaryStore;

namespace TurtlGraph.Caching.Tests;

/// <summary>Limit, eviction, expiry, compaction, admission and write budget.</summary>
public sealed class DiskStoreSpaceTests : IDisposable
{
    private readonly TemporaryStore _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void The_files_never_exceed_the_limit_and_what_was_read_last_stays()
    {
        using DiskStore store = _files.Open(options => options with { FiltersAdmission = false });
        for (int i = 0; i < 3500; i++)
        {
            Put(store, i);
            if (i % 50 == 0)
            {
                Assert.InRange(_files.BytesOnDisk(), 0, _files.Options.LimitBytes);
                Assert.Equal(StoreReadStatus.Ok, Read(store, 0));
            }
        }

        Assert.Equal(StoreReadStatus.NotFound, Read(store, 500));
        Assert.Equal(StoreReadStatus.Ok, Read(store, 3499));
        Assert.True(store.Statistics().EvictedSegments > 30);
    }

    [Fact]
    public void The_segment_that_was_read_from_least_recently_goes_first()
    {
        using DiskStore store = _files.Open(options => options with { FiltersAdmission = false, ReinsertionShare = 0 });
        int count = 0;
        while (store.Statistics().EvictedSegments == 0)
        {
            Put(store, count++);
            if (_files.Segments().Length == 10)
            {
                // Everything but what lies in the middle was used just now.
                for (int i = 0; i < count; i++)
                {
                    if (i is < 100 or > 180)
                    {
                        Read(store, i);
                    }
                }
            }
        }

        Assert.Equal(StoreReadStatus.Ok, Read(store, 0));
        Assert.Equal(StoreReadStatus.NotFound, Read(store, 140));
    }

    [Fact]
    public void What_was_read_much_outlives_its_segment_and_its_heat_outlives_a_restart()
    {
        DiskStoreOptions Change(DiskStoreOptions options) => options with { FiltersAdmission = false };
        using (DiskStore store = _files.Open(Change))
        {
            for (int i = 0; i < 200; i++)
            {
                Put(store, i);
            }

            for (int reads = 0; reads < 5; reads++)
            {
                Read(store, 7);
            }

            Assert.Equal(5, store.Core.Index.Find(Key(7)).Heat);
        }

        using (DiskStore store = _files.Open(Change))
        {
            Assert.Equal(5, store.Core.Index.Find(Key(7)).Heat);
            for (int i = 1000; store.Statistics().EvictedSegments < 8; i++)
            {
                Put(store, i);
            }

            Assert.Equal(StoreReadStatus.NotFound, Read(store, 8));
            Assert.Equal(2, store.Core.Index.Find(Key(7)).Heat);
            Assert.Equal(StoreReadStatus.Ok, Read(store, 7));
            Assert.Equal(1, store.Statistics().ReinsertedRecords);
        }
    }

    [Fact]
    public void An_expired_record_is_not_served_and_its_segment_goes_as_a_whole()
    {
        using DiskStore store = _files.Open();
        for (int i = 0; i < 60; i++)
        {
            Put(store, i, life: TimeSpan.FromMinutes(10));
            Put(store, 100 + i);
        }

        long before = _files.BytesOnDisk();
        _files.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        Assert.Equal(StoreReadStatus.Ok, Read(store, 0));
        _files.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(StoreReadStatus.Expired, Read(store, 0));

        // The group ends at most a quarter of the records' life later.
        _files.Clock.Advance(TimeSpan.FromMinutes(2.5));
        Run(store);
        Assert.Equal(StoreReadStatus.NotFound, Read(store, 0));
        Assert.InRange(_files.BytesOnDisk(), 0, before - 60_000);
        Assert.True(store.Statistics().ExpiredSegments >= 1);
        for (int i = 0; i < 60; i++)
        {
            Assert.Equal(StoreReadStatus.Ok, Read(store, 100 + i));
        }
    }

    [Fact]
    public void Records_of_another_expiry_lie_in_other_segments()
    {
        using DiskStore store = _files.Open();
        Put(store, 1);
        Put(store, 2, life: TimeSpan.FromMinutes(10));
        Put(store, 3, life: TimeSpan.FromDays(10));
        Put(store, 4, life: TimeSpan.FromMinutes(10));
        Assert.Equal(3, _files.Segments().Length);
    }

    [Fact]
    public async Task Waste_past_the_threshold_is_given_back_while_reads_go_on()
    {
        using DiskStore store = _files.Open();
        using var done = new CancellationTokenSource();
        for (int i = 0; i < 300; i++)
        {
            Put(store, i);
        }

        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<int> reader = Task.Run(() =>
        {
            int reads = 0;
            for (int i = 200; !done.IsCancellationRequested; i = 200 + ((i + 1) % 100))
            {
                Assert.Equal(StoreReadStatus.Ok, Read(store, i));
                reads++;
                begun.TrySetResult();
            }

            return reads;
        });
        await Task.WhenAny(begun.Task, reader);
        for (int version = 1; version < 5; version++)
        {
            for (int i = 0; i < 200; i++)
            {
                Put(store, i, version);
            }
        }

        await done.CancelAsync();
        Assert.True(await reader > 0);
        DiskStoreStatistics statistics = store.Statistics();
        Assert.True(statistics.Compactions > 0);
        Assert.Equal(0, statistics.EvictedSegments);

        // What is not needed is less than half of each sealed segment.
        Assert.InRange(statistics.FileBytes, statistics.LiveBytes, (2 * statistics.LiveBytes) + (2 * SegmentBytes));
        for (int i = 0; i < 300; i++)
        {
            Assert.Equal(StoreReadStatus.Ok, Read(store, i, i < 200 ? 4 : 0));
        }
    }

    [Fact]
    public void Compacting_all_leaves_no_waste_and_every_record_also_for_a_scan()
    {
        using (DiskStore store = _files.Open(options => options with { CompactionThreshold = 1 }))
        {
            for (int i = 0; i < 400; i++)
            {
                Put(store, i % 150, version: i / 150);
            }

            Assert.True(store.TryRemove(Key(0)).IsAccepted);
            store.Compact();
            Run(store);
            DiskStoreStatistics statistics = store.Statistics();
            Assert.Equal(statistics.LiveBytes, statistics.FileBytes - (64 * statistics.Segments));
        }

        using DiskStore scanned = _files.Open(options => options with { IgnoresSavedIndex = true });
        for (int i = 0; i < 150; i++)
        {
            Assert.Equal(i == 0 ? StoreReadStatus.NotFound : StoreReadStatus.Ok, Read(scanned, i, version: i < 100 ? 2 : 1));
        }
    }

    [Fact]
    public void Many_small_segments_of_short_sessions_are_merged()
    {
        for (int session = 0; session < 20; session++)
        {
            using DiskStore store = _files.Open();
            Put(store, session);
        }

        using DiskStore last = _files.Open();
        Assert.InRange(_files.Segments().Length, 1, 9);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(StoreReadStatus.Ok, Read(last, i));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_pass_over_many_records_flushes_the_store_only_without_the_filter(bool filters)
    {
        using DiskStore store = _files.Open(options => options with { FiltersAdmission = filters });
        const int wanted = 400;
        for (int i = 0; i < wanted; i++)
        {
            Offer(store, i);
            Offer(store, i);
        }

        // Each is asked for, found missing, fetched and offered, and never asked for again.
        for (int i = 10_000; i < 13_500; i++)
        {
            Offer(store, i);
        }

        int kept = Enumerable.Range(0, wanted).Count(i => Read(store, i) == StoreReadStatus.Ok);
        Assert.True(filters ? kept == wanted : kept < wanted / 4, $"{kept} of {wanted} are left");

        static void Offer(DiskStore store, int number)
        {
            if (Read(store, number) != StoreReadStatus.Ok)
            {
                store.TryPut(new StoreItem(Key(number)), Bytes(number));
                Run(store);
            }
        }
    }

    [Fact]
    public void A_full_store_takes_what_is_asked_for_again_and_what_is_critical()
    {
        using DiskStore store = _files.Open();
        int filled = 0;
        while (store.TryPut(new StoreItem(Key(filled)), Bytes(filled)) is { IsAccepted: true })
        {
            Run(store);
            filled++;
        }

        Assert.Equal(StorePutStatus.NotAdmitted, store.TryPut(new StoreItem(Key(-1)), Bytes(-1)).Status);
        Assert.Equal(StorePutStatus.Accepted, store.TryPut(new StoreItem(Key(-2)) { Priority = StorePriority.Critical }, Bytes(-2)).Status);
        Read(store, -1);
        Read(store, -1);
        Assert.Equal(StorePutStatus.Accepted, store.TryPut(new StoreItem(Key(-1)), Bytes(-1)).Status);
        Assert.Equal(StorePutStatus.Accepted, store.TryPut(new StoreItem(Key(filled - 1), 2), Bytes(filled - 1, 2)).Status);
    }

    [Fact]
    public void The_write_budget_bounds_what_is_written_in_the_long_run()
    {
        using DiskStore store = _files.Open(options => options with { WriteBytesPerSecond = 10_000, WriteBurstSeconds = 2 });
        long written = 0;
        for (int second = 0; second < 60; second++)
        {
            for (int i = 0; i < 20; i++)
            {
                int number = (second * 20) + i;
                written += store.TryPut(new StoreItem(Key(number)), new byte[2000]) is { IsAccepted: true } ? 2112 : 0;
                Run(store);
            }

            _files.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(written, 500_000, 630_000);
        Assert.True(store.Statistics().OverBudget > 500);
    }
}
