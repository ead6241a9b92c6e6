using static TurtlGraph.Caching.Tests.TemporaryStore;

namespace TurtlGraph.Caching.Tests;

public sealed class DiskStoreEdgeTests : IDisposable
{
    private readonly TemporaryStore _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void A_life_longer_than_the_calendar_is_for_ever()
    {
        using DiskStore store = _files.Open();
        Put(store, 1, life: TimeSpan.MaxValue);
        Put(store, 2, life: TimeSpan.FromDays(365 * 300));
        _files.Clock.Advance(TimeSpan.FromDays(365 * 50));
        Run(store);

        Assert.Equal((StoreReadStatus.Ok, StoreReadStatus.Ok), (Read(store, 1), Read(store, 2)));
    }

    [Fact]
    public void A_life_that_is_over_before_it_began_serves_nothing()
    {
        using DiskStore store = _files.Open();
        Put(store, 1, life: TimeSpan.MinValue);

        Assert.NotEqual(StoreReadStatus.Ok, Read(store, 1));
    }

    [Fact]
    public void A_clock_that_jumps_back_serves_what_it_was_put_and_nothing_else()
    {
        using DiskStore store = _files.Open();
        _files.Clock.Advance(TimeSpan.FromDays(1));
        Put(store, 1, life: TimeSpan.FromMinutes(1));
        _files.Clock.JumpBack(TimeSpan.FromHours(3));
        Put(store, 2, life: TimeSpan.FromMinutes(1));
        Assert.Equal((StoreReadStatus.Ok, StoreReadStatus.Ok), (Read(store, 1), Read(store, 2)));
        _files.Clock.Advance(TimeSpan.FromMinutes(2));
        Run(store);
        Assert.Equal(StoreReadStatus.Ok, Read(store, 1));
        Assert.NotEqual(StoreReadStatus.Ok, Read(store, 2));
    }

    [Fact]
    public void Waiting_for_ever_waits()
    {
        using DiskStore store = DiskStore.Open(_files.Options with { IsManual = false });
        Assert.True(store.TryPut(new StoreItem(Key(1)), [1]).IsAccepted);
        Assert.True(store.Flush(Timeout.InfiniteTimeSpan));
        Assert.True(store.Flush(TimeSpan.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Flush(TimeSpan.FromSeconds(-2)));
    }

    [Fact]
    public void A_store_that_is_closed_has_nothing_and_reports_no_damage()
    {
        DiskStore store = _files.Open();
        Put(store, 1);
        store.Dispose();

        Assert.Equal(StoreReadStatus.NotFound, Read(store, 1));
        Assert.Empty(store.Damage);
        Assert.Equal(0, store.Statistics().Damaged);
        Assert.False(store.TryPut(new StoreItem(Key(2)), [1]).IsAccepted);
        Assert.False(store.TryRemove(Key(1)).IsAccepted);
    }

    [Fact]
    public void Removing_what_is_unknown_writes_nothing_and_what_waits_in_the_same_batch_goes()
    {
        using DiskStore store = DiskStore.Open(_files.Options);
        Assert.True(store.TryRemove(Key(1)).IsAccepted);
        Assert.True(store.TryPut(new StoreItem(Key(2)), Bytes(2)).IsAccepted);
        Assert.True(store.TryRemove(Key(2)).IsAccepted);
        Assert.True(store.TryRemove(Key(3)).IsAccepted);
        Assert.True(store.TryPut(new StoreItem(Key(3)), Bytes(3)).IsAccepted);
        Run(store);

        Assert.Equal((StoreReadStatus.NotFound, StoreReadStatus.NotFound, StoreReadStatus.Ok), (Read(store, 1), Read(store, 2), Read(store, 3)));
        long put = RecordHeader.StoredLengthOf(Bytes(2).Length) + RecordHeader.StoredLengthOf(Bytes(3).Length);
        Assert.Equal(put + RecordHeader.Size, store.Statistics().WrittenBytes);
    }

    [Fact]
    public void A_compaction_whose_new_name_cannot_be_flushed_leaves_no_file_that_brings_back_what_is_deleted()
    {
        var folder = new RefusingFolder(new StoreFolder(_files.Folder));
        DiskStoreOptions options = _files.Options with { Files = folder, RetryInterval = TimeSpan.FromSeconds(1) };
        using (DiskStore store = DiskStore.Open(options))
        {
            for (int i = 0; i < 60; i++)
            {
                Put(store, i);
            }

            for (int i = 0; i < 60; i += 2)
            {
                Assert.True(store.TryRemove(Key(i)).IsAccepted);
            }

            Run(store);
            folder.RefusesFlushAfterRename = true;
            store.Compact();
            Run(store);
            Assert.NotNull(store.ReadOnlyReason);
            string[] known = [.. store.Core.Segments.All.Select(segment => segment.Name).Order(StringComparer.Ordinal)];
            Assert.Equal(known, _files.Segments().Select(Path.GetFileName));
            folder.RefusesFlushAfterRename = false;
            _files.Clock.Advance(TimeSpan.FromSeconds(2));
            Run(store);
            Assert.Null(store.ReadOnlyReason);
            for (int i = 0; i < 60; i++)
            {
                Assert.Equal(i % 2 == 0 ? StoreReadStatus.NotFound : StoreReadStatus.Ok, Read(store, i));
            }
        }
    }

    [Fact]
    public void A_segment_that_the_disk_refuses_to_delete_is_deleted_when_it_can_be_and_brings_nothing_back()
    {
        var folder = new RefusingFolder(new StoreFolder(_files.Folder));
        DiskStoreOptions options = _files.Options with { Files = folder };
        using (DiskStore store = DiskStore.Open(options))
        {
            for (int i = 0; i < 60; i++)
            {
                Put(store, i, life: TimeSpan.FromMinutes(1));
            }

            folder.RefusesDelete = true;
            _files.Clock.Advance(TimeSpan.FromMinutes(30));
            Run(store);
            Assert.NotNull(store.ReadOnlyReason);
            Assert.NotEmpty(_files.Segments());
            folder.RefusesDelete = false;
            _files.Clock.Advance(TimeSpan.FromSeconds(5));
            Run(store);
            Assert.Null(store.ReadOnlyReason);
            Assert.Empty(_files.Segments());
            Assert.All(Enumerable.Range(0, 60), i => Assert.NotEqual(StoreReadStatus.Ok, Read(store, i)));
        }
    }

    /// <summary>A folder that fails to flush when a segment has just got its name, or to delete segments.</summary>
    private sealed class RefusingFolder(StoreFolder folder) : IStoreFolder
    {
        private bool _isRenamed;

        public bool RefusesFlushAfterRename { get; set; }

        public string Path => folder.Path;

        public IReadOnlyList<string> List() => folder.List();

        public IStoreFile Open(string name) => folder.Open(name);

        public IStoreFile Create(string name) => folder.Create(name);

        public void Rename(string name, string newName)
        {
            folder.Rename(name, newName);
            _isRenamed = newName.EndsWith(".segment", StringComparison.Ordinal);
        }

        public bool RefusesDelete { get; set; }

        public void Delete(string name)
        {
            if (RefusesDelete && name.EndsWith(".segment", StringComparison.Ordinal))
            {
                throw new IOException("Input/output error");
            }

            folder.Delete(name);
        }

        public void Flush()
        {
            if (_isRenamed && RefusesFlushAfterRename)
            {
                _isRenamed = false;
                throw new IOException("Input/output error");
            }

            folder.Flush();
        }
    }
}
