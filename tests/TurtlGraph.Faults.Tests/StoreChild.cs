using System.Diagnostics;
using System.Globalization;
using TurtlGraph.Caching;

namespace TurtlGraph.Faults.Tests;

/// <summary>
/// A process that changes a disk store as fast as it can and says on its output what has become durable, until it is killed. A line is
/// "version key" for a record and "-version key" for a removal; versions count up over all processes.
/// </summary>
internal static class StoreChild
{
    public const string Verb = "store-child";
    public const int Keys = 400;

    /// <summary>The first so many keys are removed now and then, the others never.</summary>
    public const int RemovableKeys = 60;

    private const int GroupSize = 24;

    /// <summary>Small segments and short intervals, so that in a second there is much of everything; too large a limit for anything to be evicted.</summary>
    public static DiskStoreOptions Options(string folder) => new()
    {
        Folder = folder,
        SegmentBytes = 128 << 10,
        LimitBytes = 64 << 20,
        AdmissionReads = 1024,
        FiltersAdmission = false,
        Durability = StoreDurability.Flushed,
        SaveInterval = TimeSpan.FromMilliseconds(50),
    };

    public static StoreKey Key(int key) => new(0x57, (ulong)key);

    /// <summary>Contents that follow from key and version.</summary>
    public static byte[] Bytes(int key, int version)
    {
        var random = new Random(unchecked((key * 1_000_003) ^ (version * 31)));
        var bytes = new byte[random.Next(1, random.Next(10) == 0 ? 40_000 : 2_000)];
        random.NextBytes(bytes);
        return bytes;
    }

    public static Process Start(string folder, int seed, int firstVersion)
    {
        string host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        return Process.Start(new ProcessStartInfo(
            host,
            [typeof(StoreChild).Assembly.Location, Verb, folder, seed.ToString(CultureInfo.InvariantCulture), firstVersion.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_TieredPGO"] = "0" },
        })!;
    }

    public static int Run(string folder, int seed, int version)
    {
        var random = new Random(seed);
        using DiskStore store = DiskStore.Open(Options(folder));
        using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = false };
        var group = new List<string>();
        while (true)
        {
            group.Clear();
            ulong last = 0;
            for (int i = random.Next(1, GroupSize); i > 0; i--)
            {
                int key = random.Next(Keys);
                bool removes = key < RemovableKeys && random.Next(3) == 0;
                StorePut put = removes ? store.TryRemove(Key(key)) : store.TryPut(new StoreItem(Key(key), (ulong)version), Bytes(key, version));
                if (put.IsAccepted)
                {
                    last = put.Sequence;
                    group.Add(string.Create(CultureInfo.InvariantCulture, $"{(removes ? "-" : "")}{version} {key}"));
                }

                version++;
            }

            if (store.WaitDurable(last, TimeSpan.FromSeconds(60)))
            {
                // One write, so a killed process says all of it or a part that ends in the middle of a line.
                output.Write(string.Join('\n', group) + "\n");
                output.Flush();
            }

            store.TryRead(Key(random.Next(Keys)), new byte[64 << 10], out _);
        }
    }
}
