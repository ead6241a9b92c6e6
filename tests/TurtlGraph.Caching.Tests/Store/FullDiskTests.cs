using static TurtlGraph.Caching.Tests.TemporaryStore;

namespace TurtlGraph.Caching.Tests;

public sealed class FullDiskTests
{
    private readonly VolatileFolder _files = new(1);
    private readonly ManualClock _clock = new();

    private DiskStoreOptions Options => new()
    {
        Folder = "memory",
        Files = _files,
        IsManual = true,
        Clock = _clock,
        SegmentBytes = SegmentBytes,
        LimitBytes = 64L * SegmentBytes,
        AdmissionReads = 1024,
        Durability = StoreDurability.Flushed,
    };

    [Fact]
    public void A_full_disk_makes_the_store_read_only_until_there_is_room_again_and_loses_nothing()
    {
        using (DiskStore store = DiskStore.Open(Options))
        {
            _files.Capacity = 300_000;
            int accepted = 0;
            ulong last = 0;
            while (store.TryPut(new StoreItem(Key(accepted)), Bytes(accepted)) is { IsAccepted: true } put)
            {
                last = put.Sequence;
                accepted++;
                Run(store);
            }

            Assert.Equal(StorePutStatus.ReadOnly, store.TryPut(new StoreItem(Key(accepted)), Bytes(accepted)).Status);
            Assert.Contains("No space", store.ReadOnlyReason!, StringComparison.Ordinal);
            Assert.InRange(accepted, 50, 400);
            Assert.False(store.DurableSequence >= last);
            for (int i = 0; i < accepted - 1; i++)
            {
                Assert.Equal(StoreReadStatus.Ok, Read(store, i));
            }

            // Trying again does not help as long as it is full.
            _clock.Advance(TimeSpan.FromSeconds(2));
            Run(store);
            Assert.NotNull(store.ReadOnlyReason);
            _files.Capacity = long.MaxValue;
            Run(store);
            Assert.NotNull(store.ReadOnlyReason);
            _clock.Advance(TimeSpan.FromSeconds(2));
            Run(store);
            Assert.Null(store.ReadOnlyReason);
            Assert.True(store.DurableSequence >= last);
            Assert.Equal(StoreReadStatus.Ok, Read(store, accepted - 1));
            Put(store, accepted);
        }

        using DiskStore again = DiskStore.Open(Options with { IgnoresSavedIndex = true });
        Run(again);
        for (int i = 0; i <= again.Statistics().Keys - 1; i++)
        {
            Assert.Equal(StoreReadStatus.Ok, Read(again, i));
        }
    }

    [Fact]
    public void What_a_failed_flush_may_have_lost_is_written_again_before_it_is_acknowledged()
    {
        using DiskStore store = DiskStore.Open(Options);
        Put(store, 1);
        _files.FailsToFlush = true;
        StorePut put = store.TryPut(new StoreItem(Key(2)), Bytes(2));
        Run(store);
        Assert.NotNull(store.ReadOnlyReason);
        Assert.True(store.DurableSequence < put.Sequence);
        Assert.Equal(StoreReadStatus.NotFound, Read(store, 2));
        _files.FailsToFlush = false;
        _clock.Advance(TimeSpan.FromSeconds(2));
        Run(store);
        Assert.True(store.DurableSequence >= put.Sequence);

        // The power goes now, and only what was flushed anew is left.
        using DiskStore survivor = DiskStore.Open(Options with { Files = _files.Survivor() });
        Run(survivor);
        Assert.Equal(StoreReadStatus.Ok, Read(survivor, 1));
        Assert.Equal(StoreReadStatus.Ok, Read(survivor, 2));
    }

    [Fact]
    public void A_store_without_work_finds_out_by_itself_that_the_disk_is_well_again()
    {
        using DiskStore store = DiskStore.Open(Options with { SaveInterval = TimeSpan.FromSeconds(1) });
        Put(store, 1);
        _files.FailsToFlush = true;
        _clock.Advance(TimeSpan.FromSeconds(2));
        Run(store);
        Assert.NotNull(store.ReadOnlyReason);
        _files.FailsToFlush = false;
        _clock.Advance(TimeSpan.FromSeconds(2));
        Run(store);
        Assert.Null(store.ReadOnlyReason);
        Assert.Equal(StoreReadStatus.Ok, Read(store, 1));
    }
}
