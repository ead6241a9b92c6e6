using static TurtlGraph.Caching.Tests.TemporaryStore;

namespace TurtlGraph.Caching.Tests;

/// <summary>Opening a store whose last owner did not close it.</summary>
public sealed class DiskStoreRecoveryTests : IDisposable
{
    private readonly TemporaryStore _files = new();
    private readonly TemporaryStore _crashed = new();

    public void Dispose()
    {
        _files.Dispose();
        _crashed.Dispose();
    }

    [Fact]
    public void What_the_saved_index_knows_is_served_at_once_and_the_rest_is_found_and_checked_behind()
    {
        Crash(store =>
        {
            Fill(store, 0, 100);
            _files.Clock.Advance(TimeSpan.FromMinutes(1));
            Run(store);
            Fill(store, 100, 200);
        });

        using DiskStore store = DiskStore.Open(_crashed.Options);
        Assert.False(store.Statistics().IsRecovered);
        Assert.Equal(StoreReadStatus.Ok, Read(store, 50));
        Assert.Equal(StoreReadStatus.NotFound, Read(store, 150));

        // It takes records meanwhile, and the newest version counts whatever is found later.
        Assert.True(store.TryPut(new StoreItem(Key(151), 9), Bytes(151, 9)).IsAccepted);
        Run(store);
        Assert.True(store.Statistics().IsRecovered);
        Assert.True(store.Statistics().CheckedBytes > 200 * 1000);
        for (int i = 0; i < 200; i++)
        {
            Assert.Equal(StoreReadStatus.Ok, Read(store, i, version: i == 151 ? 9 : 0));
        }

        Assert.Empty(store.Damage);
    }

    [Fact]
    public void Damage_of_records_that_the_index_knows_is_found_by_the_check_without_reading_them()
    {
        Crash(store =>
        {
            Fill(store, 0, 60);
            _files.Clock.Advance(TimeSpan.FromMinutes(1));
            Run(store);
            Fill(store, 60, 61);
        });
        string segment = _crashed.Segments()[0];
        byte[] bytes = File.ReadAllBytes(segment);
        bytes[64] ^= 1;
        bytes[20_000] ^= 1;
        File.WriteAllBytes(segment, bytes);

        using DiskStore store = DiskStore.Open(_crashed.Options);
        Assert.Empty(store.Damage);
        Run(store);
        Assert.InRange(store.Damage.Count, 1, 2);
        Assert.Equal(StoreReadStatus.NotFound, Read(store, 0));
        Assert.Equal(61 - store.Damage.Count, Enumerable.Range(0, 61).Count(i => Read(store, i) == StoreReadStatus.Ok));
    }

    [Fact]
    public void A_record_cut_short_at_the_end_is_no_damage_but_told()
    {
        Crash(store => Fill(store, 0, 20));
        string segment = _crashed.Segments()[^1];
        using (var file = new FileStream(segment, FileMode.Open))
        {
            file.SetLength(file.Length - 100);
        }

        using DiskStore store = _crashed.Open();
        Assert.Equal(0, store.Statistics().Damaged);
        Assert.True(store.Statistics().TornBytes > 0);
        Assert.Equal(StoreReadStatus.NotFound, Read(store, 19));
        for (int i = 0; i < 19; i++)
        {
            Assert.Equal(StoreReadStatus.Ok, Read(store, i));
        }
    }

    [Fact]
    public void A_damaged_segment_header_costs_no_record()
    {
        Crash(store => Fill(store, 0, 20));
        byte[] bytes = File.ReadAllBytes(_crashed.Segments()[0]);
        bytes[9] ^= 1;
        File.WriteAllBytes(_crashed.Segments()[0], bytes);
        using DiskStore store = _crashed.Open();
        Assert.NotEmpty(store.Damage);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(StoreReadStatus.Ok, Read(store, i));
        }
    }

    [Fact]
    public void A_segment_of_a_later_format_is_refused_with_what_to_do()
    {
        Crash(store => Fill(store, 0, 1));
        var header = SegmentHeader.Of(7, 1, 0, format: 2);
        byte[] bytes = File.ReadAllBytes(_crashed.Segments()[0]);
        SegmentHeader.Bytes(ref header).CopyTo(bytes);
        File.WriteAllBytes(_crashed.Segments()[0], bytes);
        Assert.Contains("format 2", Assert.Throws<StoreFormatException>(() => _crashed.Open()).Message, StringComparison.Ordinal);

        // The refused attempt holds no lock.
        Assert.Throws<StoreFormatException>(() => _crashed.Open());
    }

    /// <summary>Lets a store work and takes its files as they are before it is closed.</summary>
    private void Crash(Action<DiskStore> work)
    {
        using DiskStore store = _files.Open();
        work(store);
        foreach (string file in Directory.GetFiles(_files.Folder).Where(file => !file.Contains("store.lock", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(_crashed.Folder, Path.GetFileName(file)));
        }
    }

    private static void Fill(DiskStore store, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            Put(store, i);
        }
    }
}
