namespace TurtlGraph.Caching.Tests;

/// <summary>A store in a folder of its own, driven by hand and by a clock of its own; what was put can be told again from its number.</summary>
internal sealed class TemporaryStore : IDisposable
{
    public const int SegmentBytes = 64 << 10;

    public TemporaryStore() => Directory.CreateDirectory(Folder);

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "turtl-store-" + Guid.NewGuid().ToString("n"));

    public ManualClock Clock { get; } = new();

    public DiskStoreOptions Options => new()
    {
        Folder = Folder,
        SegmentBytes = SegmentBytes,
        LimitBytes = 32L * SegmentBytes,
        AdmissionReads = 1024,
        QueueBytes = 8 << 20,
        Clock = Clock,
        IsManual = true,
    };

    public static StoreKey Key(int number) => new(0xABCD, (ulong)number);

    /// <summary>Contents that follow from key and version: 1 to <paramref name="most"/> bytes.</summary>
    public static byte[] Bytes(int number, int version = 0, int most = 3000)
    {
        var random = new Random(HashCode(number, version));
        var bytes = new byte[1 + random.Next(most)];
        random.NextBytes(bytes);
        return bytes;
    }

    public DiskStore Open(Func<DiskStoreOptions, DiskStoreOptions>? change = null)
    {
        DiskStore store = DiskStore.Open(change is null ? Options : change(Options));
        Run(store);
        return store;
    }

    /// <summary>Lets the store do all that is due.</summary>
    public static void Run(DiskStore store)
    {
        while (store.Step())
        {
        }
    }

    public static void Put(DiskStore store, int number, int version = 0, TimeSpan? life = null, StorePriority priority = StorePriority.Normal, int most = 3000)
    {
        StorePut put = store.TryPut(
            new StoreItem(Key(number), (ulong)version) { TimeToLive = life, Priority = priority }, Bytes(number, version, most));
        Assert.Equal(StorePutStatus.Accepted, put.Status);
        Run(store);
    }

    /// <summary>Reads a record; null when it is not there. What is there must be what was put.</summary>
    public static StoreReadStatus Read(DiskStore store, int number, int? version = null, int most = 3000)
    {
        var buffer = new byte[64 << 10];
        StoreReadStatus status = store.TryRead(Key(number), buffer, out StoreRecord record, (ulong?)version);
        if (status == StoreReadStatus.Ok)
        {
            Assert.Equal(Bytes(number, (int)record.Version, most), buffer.AsSpan(0, record.Length).ToArray());
        }

        return status;
    }

    public string[] Segments() => [.. Directory.GetFiles(Folder, "*.segment").Order(StringComparer.Ordinal)];

    /// <summary>Bytes of all files; one that the store deletes meanwhile has none.</summary>
    public long BytesOnDisk() => Directory.GetFiles(Folder).Sum(LengthOf);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static long LengthOf(string path)
    {
        try
        {
            return new FileInfo(path).Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }

    private static int HashCode(int number, int version) => (number * 7919) + (version * 104729) + 17;
}
