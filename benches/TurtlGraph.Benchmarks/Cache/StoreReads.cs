using System.Diagnostics;
using TurtlGraph.Caching;

namespace TurtlGraph.Benchmarks;

/// <summary>
/// Warm records of 64 KiB: the disk store beside the floor (one <c>pread</c> of the same bytes and their checksum), one plain file a key, and SQLite. Then writing them,
/// and opening a store of a million keys.
/// </summary>
internal sealed class StoreReads : ICachePart
{
    private const int RecordBytes = 64 << 10;
    private const int Records = 512;
    private const int Warmups = 8;
    private const int Rounds = 11;
    private const int Keys = 1_000_000;

    private readonly byte[] _buffer = GC.AllocateArray<byte>(RecordBytes, pinned: true);
    private readonly byte[] _contents = new byte[RecordBytes];

    public IEnumerable<Measure> Run()
    {
        string folder = Path.Combine(IoFile.Folder, $"turtl-store-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        try
        {
            new Random(1).NextBytes(_contents);
            foreach (Measure measure in Records64(folder).Concat(Reopening(folder)))
            {
                yield return measure;
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static StoreKey Key(int record) => new(1, (ulong)record);

    private IEnumerable<Measure> Records64(string folder)
    {
        using DiskStore store = DiskStore.Open(new DiskStoreOptions { Folder = Path.Combine(folder, "store"), LimitBytes = 1L << 30 });
        using var floor = File.OpenHandle(Path.Combine(folder, "floor"), FileMode.Create, FileAccess.ReadWrite);
        using SqliteTable? sqlite = SqliteTable.TryOpen(Path.Combine(folder, "sqlite"), out string refusal);
        string files = Path.Combine(folder, "files");
        Directory.CreateDirectory(files);
        int[] order = [.. Enumerable.Range(0, Records)];
        new Random(2).Shuffle(order);

        double written = Interleaved.NanosecondsEach(Records, () => Put(store));
        double asFiles = Interleaved.NanosecondsEach(Records, () => Array.ForEach(order, i => File.WriteAllBytes(Path.Combine(files, i.ToString("x8")), _contents)));
        double asRows = sqlite is null ? double.NaN : Interleaved.NanosecondsEach(Records, () => sqlite.Put(order, _contents));
        Array.ForEach(order, i => RandomAccess.Write(floor, _contents, (long)i * RecordBytes));

        uint checksum = Crc32C.Compute(_contents);
        double[] medians = Interleaved.Medians(
            Warmups,
            Rounds,
            () => Each(order, i => RandomAccess.Read(floor, _buffer, (long)i * RecordBytes) == RecordBytes && Crc32C.Compute(_buffer) == checksum),
            () => Each(order, i => store.TryRead(Key(i), _buffer, out _) == StoreReadStatus.Ok),
            () => Each(order, i => File.ReadAllBytes(Path.Combine(files, i.ToString("x8"))).Length == RecordBytes),
            () => sqlite is null ? double.NaN : Each(order, i => sqlite.Get(i, _buffer) == RecordBytes),
            () => Each(order, i => RandomAccess.Read(floor, _buffer, (long)i * RecordBytes) == RecordBytes));
        const string bare = "pread and checksum of the same bytes";
        yield return new Measure("disk store, warm 64 KiB read", medians[1] / 1000, "us", Goal.RatioAtMost(1.3), bare, medians[0] / 1000);
        yield return new Measure("tier 3, disk store: a 64 KiB record", medians[1] / 1000, "us", Goal.RatioAtMost(1), "source B: about 1 ms", 1000);
        yield return new Measure("  pread without a checksum", medians[4] / 1000, "us", Goal.None, bare, medians[0] / 1000);
        yield return new Measure("  one plain file a key, not checked", medians[2] / 1000, "us", Goal.None, "disk store", medians[1] / 1000);
        const string put = "disk store, put until the system has it";
        if (sqlite is not null)
        {
            yield return new Measure("  SQLite, blob by key, not checked", medians[3] / 1000, "us", Goal.None, "disk store", medians[1] / 1000);
            yield return new Measure("SQLite, 64 KiB rows in one transaction", asRows / 1000, "us", Goal.None, put, written / 1000);
        }
        else
        {
            yield return new Measure($"SQLite is not there: {refusal}", double.NaN, "us");
        }

        yield return new Measure("one plain file a key, 64 KiB write", asFiles / 1000, "us", Goal.None, put, written / 1000);
        store.Flush(TimeSpan.FromSeconds(10));
        double allocated = Interleaved.ManagedBytes(() => store.TryRead(Key(3), _buffer, out _));
        yield return new Measure("disk store, managed bytes a read", allocated, "bytes", Goal.ValueAtMost(0));
    }

    private static IEnumerable<Measure> Reopening(string folder)
    {
        var options = new DiskStoreOptions { Folder = Path.Combine(folder, "keys"), LimitBytes = 1L << 30 };
        double bytesPerKey;
        using (DiskStore store = DiskStore.Open(options))
        {
            for (int i = 0; i < Keys; i++)
            {
                while (!store.TryPut(new StoreItem(Key(i)), [1, 2, 3]).IsAccepted)
                {
                    Thread.Yield();
                }
            }

            store.Flush(TimeSpan.FromMinutes(1));
            DiskStoreStatistics statistics = store.Statistics();
            bytesPerKey = statistics.IndexBytes / (double)statistics.Keys;
        }

        yield return new Measure("disk store, index bytes a key at 1 M keys", bytesPerKey, "bytes", Goal.ValueAtMost(32));
        var seconds = new double[3];
        for (int i = 0; i < seconds.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            using DiskStore store = DiskStore.Open(options);
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (store.Statistics().Keys != Keys)
            {
                throw new InvalidOperationException("Keys are missing after reopening.");
            }
        }

        yield return new Measure("disk store, open with 1 M keys", Interleaved.Median(seconds), "s", Goal.ValueAtMost(1));
        File.Delete(Path.Combine(options.Folder, "store.index"));
        long scan = Stopwatch.GetTimestamp();
        using DiskStore scanned = DiskStore.Open(options);
        scanned.WaitRecovered(TimeSpan.FromMinutes(1));
        yield return new Measure("  without its saved index, until all is found", Stopwatch.GetElapsedTime(scan).TotalSeconds, "s");
    }

    private void Put(DiskStore store)
    {
        for (int i = 0; i < Records; i++)
        {
            while (!store.TryPut(new StoreItem(Key(i)), _contents).IsAccepted)
            {
                Thread.Yield();
            }
        }

        store.Flush(TimeSpan.FromMinutes(1));
    }

    /// <summary>The median of single reads: those in which the system gave the processor to somebody else do not count.</summary>
    private static double Each(int[] order, Func<int, bool> isRight)
    {
        var times = new double[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            if (!isRight(order[i]))
            {
                throw new InvalidOperationException("A record was not read.");
            }

            times[i] = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        }

        return Interleaved.Median(times);
    }
}
