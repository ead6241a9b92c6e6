using static TurtlGraph.Caching.Tests.TemporaryStore;

namespace TurtlGraph.Caching.Tests;

/// <summary>The power goes at a random operation, again and again, over the same files.</summary>
public sealed class PowerLossTests
{
    private const int Keys = 60;

    /// <summary>Losses for each seed; more with the variable.</summary>
    private static readonly int s_rounds =
        int.TryParse(Environment.GetEnvironmentVariable("TURTL_CRASH_ROUNDS"), out int rounds) ? rounds : 20;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void What_was_acknowledged_is_there_and_nothing_is_wrong(int seed)
    {
        var random = new Random(seed);
        var acknowledged = new Dictionary<int, Said>();
        var files = new VolatileFolder(seed);
        var clock = new ManualClock();
        int losses = 0;
        for (int round = 0; round < s_rounds; round++)
        {
            files.OperationsLeft = random.Next(5, 400);
            try
            {
                Live(files, clock, random, acknowledged);
            }
            catch (PowerLossException)
            {
                losses++;
            }

            files = files.Survivor();
        }

        Assert.True(losses > s_rounds * 3 / 4, $"the power went only {losses} times");
    }

    /// <summary>Opens the store, checks all that is in it, and changes it until the power goes.</summary>
    private static void Live(VolatileFolder files, ManualClock clock, Random random, Dictionary<int, Said> acknowledged)
    {
        using DiskStore store = DiskStore.Open(Options(files, clock) with { IgnoresSavedIndex = random.Next(3) == 0 });
        Run(store);
        for (int key = 0; key < Keys; key++)
        {
            Check(store, key, acknowledged);
        }

        while (true)
        {
            int key = random.Next(Keys);
            Said said = acknowledged.GetValueOrDefault(key);
            bool removes = random.Next(6) == 0;
            acknowledged[key] = said with { Tried = said.Tried + (removes ? 0 : 1), MayBeRemoved = said.MayBeRemoved || removes };
            StorePut put = removes
                ? store.TryRemove(Key(key))
                : store.TryPut(new StoreItem(Key(key), (ulong)said.Tried + 1), Bytes(key, said.Tried + 1));
            Assert.True(put.IsAccepted);
            if (random.Next(3) == 0)
            {
                continue;
            }

            Run(store);
            Assert.True(store.DurableSequence >= put.Sequence);
            foreach ((int other, Said what) in acknowledged)
            {
                acknowledged[other] = what with { Certain = what.Tried, IsRemoved = false };
            }

            // What the store says after all was acknowledged is what must be there from now on.
            foreach (int other in acknowledged.Keys.ToArray())
            {
                bool isThere = store.Contains(Key(other));
                acknowledged[other] = acknowledged[other] with { IsRemoved = !isThere, MayBeRemoved = !isThere };
            }

            clock.Advance(TimeSpan.FromMilliseconds(random.Next(100)));
        }
    }

    private static void Check(DiskStore store, int key, Dictionary<int, Said> acknowledged)
    {
        Said said = acknowledged.GetValueOrDefault(key);
        var buffer = new byte[4096];
        StoreReadStatus status = store.TryRead(Key(key), buffer, out StoreRecord record);
        if (status == StoreReadStatus.Ok)
        {
            Assert.Equal(Bytes(key, (int)record.Version), buffer.AsSpan(0, record.Length).ToArray());
            Assert.InRange((int)record.Version, said.IsRemoved ? said.Certain + 1 : said.Certain, said.Tried);
        }
        else
        {
            Assert.Equal(StoreReadStatus.NotFound, status);
            Assert.True(said.Certain == 0 || said.IsRemoved || said.MayBeRemoved, $"key {key} is lost");
        }

        // What is there now, acknowledged or not, was read and so lies on the device: it must not change by itself.
        bool isThere = status == StoreReadStatus.Ok;
        int version = isThere ? (int)record.Version : said.Certain;
        acknowledged[key] = new Said(version, version, IsRemoved: !isThere, MayBeRemoved: !isThere);
    }

    private static DiskStoreOptions Options(VolatileFolder files, ManualClock clock) => new()
    {
        Folder = "memory",
        Files = files,
        IsManual = true,
        Clock = clock,
        SegmentBytes = SegmentBytes,
        LimitBytes = 64L * SegmentBytes,
        AdmissionReads = 1024,
        FiltersAdmission = false,
        Durability = StoreDurability.Flushed,
        SaveInterval = TimeSpan.FromSeconds(1),
    };

    /// <summary>What was said of a key: the version that is certain to be there or newer ones, and what was tried since.</summary>
    private readonly record struct Said(int Certain, int Tried, bool IsRemoved, bool MayBeRemoved);
}
