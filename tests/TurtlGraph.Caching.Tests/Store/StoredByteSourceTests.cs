using TurtlGraph.IO;
using TurtlGraph.IO.Tests;

namespace TurtlGraph.Caching.Tests;

public sealed unsafe class StoredByteSourceTests : IDisposable
{
    private const int Block = 4096;
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(10);

    private readonly TemporaryStore _files = new();
    private readonly VirtualClock _clock = new();
    private readonly byte[] _content = TestContent.Make(50_000, seed: 3);
    private readonly List<ReadCompletion> _arrived = [];

    public void Dispose() => _files.Dispose();

    [Fact]
    public void A_range_is_fetched_once_also_over_a_restart()
    {
        using (DiskStore store = _files.Open())
        using (StoredByteSource source = Make(store))
        {
            Read(source, 5000, 10_000);
            TemporaryStore.Run(store);
            Assert.Equal(new StoredByteSourceCounts(0, 12_288, 0, 1), source.Counts);
            Read(source, 6000, 8000);
            Assert.Equal(new StoredByteSourceCounts(8000, 12_288, 1, 1), source.Counts);
        }

        using DiskStore again = _files.Open();
        using StoredByteSource restarted = Make(again);
        Read(restarted, 5000, 10_000);
        Assert.Equal(new StoredByteSourceCounts(10_000, 0, 1, 0), restarted.Counts);
    }

    [Fact]
    public void Only_what_is_missing_behind_the_stored_part_is_fetched_and_the_end_of_the_file_is_kept()
    {
        using DiskStore store = _files.Open();
        using StoredByteSource source = Make(store);
        Read(source, 0, 2 * Block);
        TemporaryStore.Run(store);
        Read(source, 100, 3 * Block);
        Assert.Equal((2 * Block) + (2 * Block), source.Counts.FetchedBytes);
        Read(source, 49_000, 1000);
        TemporaryStore.Run(store);
        long fetched = source.Counts.FetchedBytes;
        Read(source, 49_500, 500);
        Assert.Equal(fetched, source.Counts.FetchedBytes);
        ReadCompletion beyond = ReadRaw(source, 49_900, 1000);
        Assert.Equal((ReadStatus.Short, 100), (beyond.Status, beyond.BytesRead));
    }

    [Fact]
    public void Another_version_of_the_file_is_fetched_anew()
    {
        using DiskStore store = _files.Open();
        using (StoredByteSource source = Make(store))
        {
            Read(source, 0, 3 * Block);
            TemporaryStore.Run(store);
        }

        new Random(9).NextBytes(_content);
        using StoredByteSource changed = Make(store, version: 2);
        Read(changed, 0, 3 * Block);
        TemporaryStore.Run(store);
        Assert.Equal(3 * Block, changed.Counts.FetchedBytes);
        Read(changed, 0, 3 * Block);
        Assert.Equal(3 * Block, changed.Counts.FetchedBytes);
    }

    [Fact]
    public void What_is_found_wrong_above_is_fetched_anew()
    {
        using DiskStore store = _files.Open();
        using StoredByteSource source = Make(store);
        Read(source, 0, Block);
        TemporaryStore.Run(store);

        // At once, although the store has not come to forget them yet; what is fetched then is served again when it has been written.
        source.Distrust(0, 10, 20);
        Read(source, 0, Block);
        Assert.Equal(2 * Block, source.Counts.FetchedBytes);
        TemporaryStore.Run(store);
        Read(source, 0, Block);
        Assert.Equal(2 * Block, source.Counts.FetchedBytes);
    }

    [Fact]
    public void A_damaged_store_costs_a_fetch_and_never_a_wrong_byte()
    {
        using (DiskStore store = _files.Open())
        using (StoredByteSource source = Make(store))
        {
            Read(source, 0, 8 * Block);
            TemporaryStore.Run(store);
        }

        foreach (string segment in _files.Segments())
        {
            byte[] bytes = File.ReadAllBytes(segment);
            for (int at = 700; at < bytes.Length; at += 9000)
            {
                bytes[at] ^= 4;
            }

            File.WriteAllBytes(segment, bytes);
        }

        using DiskStore damaged = _files.Open();
        using StoredByteSource again = Make(damaged);
        Read(again, 0, 8 * Block);
        Assert.True(again.Counts.FetchedBytes > 0);
        Assert.NotEmpty(damaged.Damage);
    }

    [Fact]
    public void An_error_behind_is_passed_on_and_nothing_of_it_is_kept()
    {
        using DiskStore store = _files.Open();
        var faulty = new FaultInjectingByteSource(Slow(), new FaultPlan { Script = new Dictionary<long, FaultKind> { [0] = FaultKind.Error } }, _clock);
        using StoredByteSource source = Make(store, inner: faulty);
        Assert.Equal(ReadStatus.Failed, ReadRaw(source, 0, Block).Status);
        TemporaryStore.Run(store);
        Assert.Equal(0, store.Statistics().Keys);
        Read(source, 0, Block);
    }

    [Fact]
    public void What_memory_has_no_room_for_is_kept_when_fetching_it_is_dear_and_served_from_there()
    {
        using DiskStore store = _files.Open();
        using StoredByteSource source = Make(store);
        byte[] asset = _content.AsSpan(1234, 3000).ToArray();
        Assert.Null(source.TryDemote(0, 1234, asset, new PlacementFacts { Uses = 0 }));
        Assert.Equal(StorePutStatus.Accepted, source.TryDemote(0, 1234, asset, new PlacementFacts { Uses = 2 }));
        TemporaryStore.Run(store);
        Assert.Null(source.TryDemote(0, 1234, asset, new PlacementFacts { Uses = 2 }));
        Read(source, 1234, 3000);
        Assert.Equal(new StoredByteSourceCounts(3000, 0, 1, 0, DemotedBytes: 3000), source.Counts);
    }

    [Fact]
    public void It_learns_what_fetching_costs()
    {
        using DiskStore store = _files.Open();
        using StoredByteSource source = Make(store);
        for (int i = 0; i < 11; i++)
        {
            Read(source, i * Block, 1 + (i % 3 * Block));
        }

        Assert.InRange(source.FetchCost.LatencySeconds, 0.018, 0.022);
        Assert.InRange(source.FetchCost.BytesPerSecond, 0.9e6, 1.1e6);
    }

    [Fact]
    public void What_comes_from_a_source_as_fast_as_the_disk_is_not_copied()
    {
        using DiskStore store = _files.Open();
        using StoredByteSource source = Make(store, inner: Slow(new DeviceModel { LatencySeconds = 50e-6, BytesPerSecond = 3e9 }));
        for (int i = 0; i < 11; i++)
        {
            Read(source, i * Block, Block);
        }

        // Until it has been measured, the source is taken for a slow one.
        Assert.InRange(store.Statistics().Puts, 1, 4);
    }

    [Fact]
    public void A_full_store_takes_what_is_critical_or_used_again_and_nothing_else_that_is_new()
    {
        using DiskStore store = _files.Open(options => options with { LimitBytes = (8 * 65536) + (8 * 1024) + 65536, SegmentBytes = 65536, AdmissionReads = 1024 });
        using StoredByteSource source = Make(store);
        byte[] filler = new byte[Block];
        for (ulong i = 0; i < 400; i++)
        {
            store.TryPut(new StoreItem(new StoreKey(77, i)), filler);
            TemporaryStore.Run(store);
        }

        Assert.True(store.Statistics().NotAdmitted > 0, "it is full");
        Read(source, 0, Block);
        Read(source, 2 * Block, 2 * Block, ReadPriority.Critical);
        TemporaryStore.Run(store);
        long fetched = source.Counts.FetchedBytes;
        Read(source, 2 * Block, 2 * Block);
        Assert.Equal(fetched, source.Counts.FetchedBytes);
        Read(source, 0, Block);
        TemporaryStore.Run(store);
        Assert.Equal(fetched + Block, source.Counts.FetchedBytes);
        Read(source, 0, Block);
        Assert.Equal(fetched + Block, source.Counts.FetchedBytes);

        // A use in memory counts like a request, and a demotion brings the count of its uses along.
        source.NoteUse(0, 5 * Block, Block, new PlacementFacts { Uses = 1 });
        Read(source, 5 * Block, Block);
        TemporaryStore.Run(store);
        Assert.True(source.NoteUse(0, 5 * Block, Block, default));
        Assert.Equal(StorePutStatus.NotAdmitted, source.TryDemote(0, 7 * Block, _content.AsSpan(7 * Block, 100), new PlacementFacts { Uses = 1, Priority = StorePriority.Normal }));
        Assert.Equal(StorePutStatus.Accepted, source.TryDemote(0, 8 * Block, _content.AsSpan(8 * Block, 100), new PlacementFacts { Uses = 2, Priority = StorePriority.Normal }));
    }

    private SimulatedByteSource Slow(DeviceModel? model = null)
    {
        var files = new MemoryFiles();
        files.Add("far", _content);
        return new SimulatedByteSource(model ?? new DeviceModel { LatencySeconds = 0.02, BytesPerSecond = 1e6 }, _clock, files);
    }

    private StoredByteSource Make(DiskStore store, ulong version = 1, IByteSource? inner = null)
    {
        var source = new StoredByteSource(inner ?? Slow(), store, new StoredByteSourceOptions
        {
            BlockBytes = Block,
            Workers = 0,
            Clock = _clock,
            Describe = path => new StoredFile(StoredFile.Hash(path), version, _content.Length),
        });
        source.AddFile("far");
        return source;
    }

    /// <summary>Reads a range, which must be all there and right.</summary>
    private void Read(StoredByteSource source, int offset, int length, ReadPriority priority = ReadPriority.Normal)
    {
        using var buffer = new NativeBuffer(length);
        ReadCompletion completion = ReadRaw(source, offset, length, buffer, priority);
        Assert.Equal((ReadStatus.Ok, length), (completion.Status, completion.BytesRead));
        Assert.True(buffer.Span[..length].SequenceEqual(_content.AsSpan(offset, length)), "the bytes are not those of the file");
    }

    private ReadCompletion ReadRaw(StoredByteSource source, int offset, int length, NativeBuffer? into = null, ReadPriority priority = ReadPriority.Normal)
    {
        using NativeBuffer? own = into is null ? new NativeBuffer(length) : null;
        Assert.Equal(1, source.Submit([new ReadRequest { Token = 5, Destination = (into ?? own!).Pointer, Offset = offset, Length = length, Deadline = double.PositiveInfinity, Priority = priority }]));
        var completions = new ReadCompletion[2];
        for (int step = 0; step < 1_000_000; step++)
        {
            if (source.Poll(completions) == 1)
            {
                Assert.Equal(5ul, completions[0].Token);
                return completions[0];
            }

            _clock.Advance(TimeSpan.FromMilliseconds(0.05));
        }

        throw new TimeoutException($"no completion in {s_long}");
    }
}
