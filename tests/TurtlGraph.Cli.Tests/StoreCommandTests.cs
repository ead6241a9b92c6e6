using TurtlGraph.Caching;

namespace TurtlGraph.Cli.Tests;

public sealed class StoreCommandTests : IDisposable
{
    private const int Records = 200;

    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void A_sound_store_passes_and_tells_what_it_holds()
    {
        var folder = Make();
        var json = Workplace.Json("store", "verify", folder);
        Assert.True(json.GetProperty("ok").GetBoolean());
        Assert.Equal(Records, json.GetProperty("keys").GetInt32());
        Assert.True(json.GetProperty("checked_bytes").GetInt64() > Records * 1000);
        json = Workplace.Json("store", "stat", folder);
        Assert.Equal(0, json.GetProperty("checked_bytes").GetInt64());
        Assert.Equal(Records, json.GetProperty("keys_by_reads").EnumerateArray().Sum(count => count.GetInt32()));
        Assert.Contains("nothing is damaged", Workplace.Run("store", "stat", folder).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flipped_byte_is_found_then_repaired_and_costs_its_record_only()
    {
        var folder = Make();
        var segment = Directory.GetFiles(folder, "*.segment").Order(StringComparer.Ordinal).First();
        var before = File.ReadAllBytes(segment);
        var bytes = (byte[])before.Clone();
        bytes[5000] ^= 1;
        File.WriteAllBytes(segment, bytes);

        var verified = Workplace.Run("store", "verify", folder, "--json");
        Assert.Equal(1, verified.Code);
        var damage = Assert.Single(verified.Document().GetProperty("damaged").EnumerateArray());
        Assert.Equal(Path.GetFileName(segment), damage.GetProperty("segment").GetString());
        Assert.Equal(bytes, File.ReadAllBytes(segment));

        Assert.Equal(0, Workplace.Run("store", "repair", folder).Code);
        var after = Workplace.Json("store", "verify", folder);
        Assert.True(after.GetProperty("ok").GetBoolean());
        Assert.Equal(Records - 1, after.GetProperty("keys").GetInt32());
    }

    [Fact]
    public void A_store_without_its_index_is_repaired_to_the_same_keys()
    {
        var folder = Make();
        File.WriteAllBytes(Path.Combine(folder, "store.index"), [1, 2, 3]);
        Assert.Equal(1, Workplace.Run("store", "verify", folder).Code);
        Assert.Equal(0, Workplace.Run("store", "repair", folder).Code);
        Assert.Equal(Records, Workplace.Json("store", "verify", folder).GetProperty("keys").GetInt32());
    }

    [Fact]
    public void Compacting_gives_back_what_nobody_needs()
    {
        var folder = Make(versions: 3);
        var before = Workplace.Json("store", "stat", folder).GetProperty("segment_bytes").GetInt64();
        var json = Workplace.Json("store", "compact", folder);
        Assert.Equal(Records, json.GetProperty("keys").GetInt32());
        var live = json.GetProperty("live_bytes").GetInt64();
        Assert.InRange(json.GetProperty("segment_bytes").GetInt64(), live, Math.Min(before, live + (live / 10)));
        Assert.True(Workplace.Json("store", "verify", folder).GetProperty("ok").GetBoolean());
    }

    [Fact]
    public void A_store_in_use_and_a_folder_without_one_are_refused_in_one_line()
    {
        var folder = Make();
        using (DiskStore.Open(Options(folder)))
        {
            var refused = Workplace.Run("store", "verify", folder);
            Assert.Equal(3, refused.Code);
            Assert.Contains($"process {Environment.ProcessId}", refused.Error, StringComparison.Ordinal);
        }

        Assert.Equal(3, Workplace.Run("store", "stat", _work["nothing"]).Code);
        Assert.False(Directory.Exists(_work["nothing"]));
    }

    private static DiskStoreOptions Options(string folder) =>
        new() { Folder = folder, SegmentBytes = 128 << 10, LimitBytes = 16 << 20, CompactionThreshold = 1 };

    private string Make(int versions = 1)
    {
        var folder = _work["store"];
        using var store = DiskStore.Open(Options(folder));
        for (var i = 0; i < Records * versions; i++)
        {
            var bytes = new byte[1500];
            new Random(i).NextBytes(bytes);
            Assert.True(store.TryPut(new StoreItem(new StoreKey(1, (ulong)(i % Records)), (ulong)i), bytes).IsAccepted);
        }

        return folder;
    }
}
