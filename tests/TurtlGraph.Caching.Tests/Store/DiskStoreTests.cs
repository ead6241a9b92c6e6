using static TurtlGraph.Caching.Tests.TemporaryStore;

namespace TurtlGraph.Caching.Tests;

public sealed class DiskStoreTests : IDisposable
{
    private readonly TemporaryStore _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void What_was_put_can_be_read_also_after_the_store_was_closed()
    {
        using (DiskStore store = _files.Open())
        {
            for (int i = 0; i < 100; i++)
            {
                Put(store, i);
                Assert.Equal(StoreReadStatus.Ok, Read(store, i));
            }
        }

        using DiskStore again = _files.Open();
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(StoreReadStatus.Ok, Read(again, i));
        }

        Assert.Equal(StoreReadStatus.NotFound, Read(again, 100));
        Assert.Equal(0, again.Statistics().CheckedBytes);
        Assert.Empty(again.Damage);
    }

    [Fact]
    public void A_record_tells_its_length_version_codec_and_expiry()
    {
        using DiskStore store = _files.Open();
        var item = new StoreItem(Key(1), 77) { Codec = 3, TimeToLive = TimeSpan.FromMinutes(5) };
        Assert.True(store.TryPut(item, [1, 2, 3]).IsAccepted);
        Run(store);
        var buffer = new byte[3];
        Assert.Equal(StoreReadStatus.Ok, store.TryRead(Key(1), buffer, out StoreRecord record));
        Assert.Equal(new StoreRecord(3, 77, 3, _files.Clock.GetUtcNow() + TimeSpan.FromMinutes(5)), record);
        Assert.Equal([1, 2, 3], buffer);
        Assert.Equal(StoreReadStatus.DestinationTooShort, store.TryRead(Key(1), new byte[2], out record));
        Assert.Equal(3, record.Length);
        Assert.Equal(StoreReadStatus.OtherVersion, store.TryRead(Key(1), buffer, out record, version: 78));
        Assert.Equal(77ul, record.Version);
    }

    [Fact]
    public void A_record_of_no_bytes_and_one_of_the_greatest_length_are_kept()
    {
        using DiskStore store = _files.Open();
        var large = new byte[store.MostRecordBytes];
        new Random(1).NextBytes(large);
        Assert.True(store.TryPut(new StoreItem(Key(1)), []).IsAccepted);
        Assert.True(store.TryPut(new StoreItem(Key(2)), large).IsAccepted);
        Assert.Equal(StorePutStatus.TooLarge, store.TryPut(new StoreItem(Key(3)), new byte[large.Length + 1]).Status);
        Run(store);
        Assert.Equal(StoreReadStatus.Ok, store.TryRead(Key(1), [], out _));
        var read = new byte[large.Length];
        Assert.Equal(StoreReadStatus.Ok, store.TryRead(Key(2), read, out _));
        Assert.Equal(large, read);
    }

    [Fact]
    public void The_latest_version_counts_however_the_index_is_found()
    {
        using (DiskStore store = _files.Open())
        {
            for (int version = 0; version < 5; version++)
            {
                for (int i = 0; i < 20; i++)
                {
                    // Another expiry puts versions of a key into segments whose order is not theirs.
                    Put(store, i, version, version % 2 == 0 ? null : TimeSpan.FromDays(1 + version));
                }
            }
        }

        Assert.All([false, true], fromScan =>
        {
            using DiskStore store = _files.Open(options => options with { IgnoresSavedIndex = fromScan });
            for (int i = 0; i < 20; i++)
            {
                Assert.Equal(StoreReadStatus.Ok, Read(store, i, version: 4));
            }
        });
    }

    [Fact]
    public void A_removed_record_stays_removed_however_the_index_is_found()
    {
        using (DiskStore store = _files.Open())
        {
            Put(store, 1);
            Put(store, 2);
            Assert.True(store.TryRemove(Key(1)).IsAccepted);
            Run(store);
            Assert.Equal(StoreReadStatus.NotFound, Read(store, 1));
            Assert.False(store.Contains(Key(1)));
            Assert.True(store.Contains(Key(2)));
        }

        Assert.All([false, true], fromScan =>
        {
            using DiskStore store = _files.Open(options => options with { IgnoresSavedIndex = fromScan });
            Assert.Equal(StoreReadStatus.NotFound, Read(store, 1));
            Assert.Equal(StoreReadStatus.Ok, Read(store, 2));
        });
    }

    [Fact]
    public void An_old_version_does_not_come_back_when_the_segment_of_the_new_one_is_evicted()
    {
        using (DiskStore store = _files.Open(options => options with { FiltersAdmission = false, ReinsertionShare = 0, CompactionThreshold = 1 }))
        {
            Put(store, 0, version: 1);
            for (int i = 1; i < 60; i++)
            {
                Put(store, i);
            }

            // The new version lies in another segment, which nobody reads from; the old one's segment is read from all the time.
            Put(store, 0, version: 2);
            for (int i = 100; i < 2500; i++)
            {
                Put(store, i);
                Read(store, 1);
            }

            Assert.Equal(StoreReadStatus.Ok, Read(store, 1));
            Assert.Equal(StoreReadStatus.NotFound, Read(store, 0));
            Assert.True(store.Statistics().EvictedSegments > 10);
        }

        using DiskStore scanned = _files.Open(options => options with { IgnoresSavedIndex = true });
        Assert.Equal(StoreReadStatus.Ok, Read(scanned, 1));
        Assert.Equal(StoreReadStatus.NotFound, Read(scanned, 0));
    }

    [Fact]
    public void A_second_store_over_the_folder_is_refused_and_told_who_has_it()
    {
        using (DiskStore store = _files.Open())
        {
            var refused = Assert.Throws<StoreInUseException>(() => _files.Open());
            Assert.Contains(_files.Folder, refused.Message, StringComparison.Ordinal);
            Assert.Contains($"process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
            Put(store, 1);
        }

        using DiskStore next = _files.Open();
        Assert.Equal(StoreReadStatus.Ok, Read(next, 1));
    }

    [Fact]
    public void A_flushed_store_acknowledges_when_the_group_has_been_flushed()
    {
        using DiskStore store = DiskStore.Open(_files.Options with { Durability = StoreDurability.Flushed });
        ulong last = 0;
        for (int i = 0; i < 50; i++)
        {
            last = store.TryPut(new StoreItem(Key(i)), Bytes(i)).Sequence;
            Assert.True(store.DurableSequence < last);
        }

        Run(store);
        Assert.True(store.DurableSequence >= last);
        Assert.True(store.WaitDurable(last, TimeSpan.Zero));

        // 75 KB in segments of 64 KB: a few groups, not fifty.
        Assert.InRange(store.Statistics().Flushes, 1, 4);
    }

    [Fact]
    public void With_a_thread_of_its_own_a_put_becomes_durable_without_help()
    {
        using DiskStore store = DiskStore.Open(_files.Options with { IsManual = false, Clock = TimeProvider.System, Durability = StoreDurability.Flushed });
        StorePut put = store.TryPut(new StoreItem(Key(1)), Bytes(1));
        Assert.True(store.WaitDurable(put.Sequence, TimeSpan.FromSeconds(30)));
        Assert.Equal(StoreReadStatus.Ok, Read(store, 1));
        Assert.True(store.WaitRecovered(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void What_waits_is_bounded()
    {
        using DiskStore store = DiskStore.Open(_files.Options with { QueueBytes = 64 << 10 });
        int accepted = 0;
        while (store.TryPut(new StoreItem(Key(accepted)), new byte[1000]) is { IsAccepted: true })
        {
            accepted++;
        }

        Assert.Equal(StorePutStatus.QueueFull, store.TryPut(new StoreItem(Key(accepted)), new byte[1000]).Status);
        Assert.InRange(accepted, 50, 64);
        Run(store);
        Assert.True(store.TryPut(new StoreItem(Key(accepted)), new byte[1000]).IsAccepted);
    }

    [Fact]
    public void A_warm_read_allocates_nothing()
    {
        using DiskStore store = _files.Open();
        Put(store, 1);
        var buffer = new byte[4096];
        Assert.Equal(StoreReadStatus.Ok, store.TryRead(Key(1), buffer, out _));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            store.TryRead(Key(1), buffer, out _);
            store.TryRead(Key(2), buffer, out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Wrong_options_are_refused_with_the_rule() =>
        Assert.Contains("8 segments", Assert.Throws<ArgumentOutOfRangeException>(() => _files.Open(options => options with { LimitBytes = 1000 })).Message, StringComparison.Ordinal);
}
