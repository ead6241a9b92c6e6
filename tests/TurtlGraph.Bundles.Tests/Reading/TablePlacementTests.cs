using TurtlGraph.Memory;

namespace TurtlGraph.Bundles.Tests;

/// <summary>The two ways to open a bundle give the same bundle; what they differ in is where its bytes lie.</summary>
public sealed class TablePlacementTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public TablePlacementTests() => Samples.Pack(Path, Samples.Mixed(), new() { BlockSize = 1024 });

    private string Path => _folder["b.turtl"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Copied_and_mapped_tables_serve_the_same()
    {
        using Bundle copied = Bundle.Open(Path);
        using Bundle mapped = Bundle.Open(Path, new BundleOpenOptions { Tables = TablePlacement.Mapped });
        Assert.Equal((false, true), (copied.IsMapped, mapped.IsMapped));
        Assert.True(copied.Ids.SequenceEqual(mapped.Ids));
        Assert.True(copied.Hashes.SequenceEqual(mapped.Hashes));
        Assert.Equal((copied.TablesHash, copied.FileLength, copied.MissingCount), (mapped.TablesHash, mapped.FileLength, mapped.MissingCount));
        for (int entry = 0; entry < copied.Count; entry++)
        {
            Assert.Equal(copied[entry].Hash, mapped[entry].Hash);
            Assert.Equal(copied.Name(entry), mapped.Name(entry));
            Assert.Equal(Samples.Decode(copied, entry), Samples.Decode(mapped, entry));
            Assert.True(mapped.StoredBytes(entry).SequenceEqual(Samples.Stored(copied, entry)));
        }
    }

    [Fact]
    public void Bytes_in_place_are_handed_out_by_a_mapped_bundle_only()
    {
        using Bundle copied = Bundle.Open(Path);
        var error = Assert.Throws<InvalidOperationException>(() => copied.StoredBytes(0).Length);
        Assert.Contains(nameof(TablePlacement.Mapped), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Stored_bytes_are_read_in_parts_and_never_outside_their_entry()
    {
        using Bundle bundle = Bundle.Open(Path);
        byte[] whole = Samples.Stored(bundle, 0);
        var part = new byte[10];
        Assert.Equal(DecodeStatus.Ok, bundle.ReadStored(0, whole.Length - 10, part));
        Assert.Equal(whole[^10..], part);
        Assert.Throws<ArgumentOutOfRangeException>(() => bundle.ReadStored(0, whole.Length - 9, part));
        Assert.Throws<ArgumentOutOfRangeException>(() => bundle.ReadStored(0, -1, part));
        Assert.Throws<ArgumentOutOfRangeException>(() => bundle.ReadStored(bundle.Count, 0, part));
    }

    [Theory]
    [InlineData(TablePlacement.Copied)]
    [InlineData(TablePlacement.Mapped)]
    public void The_profile_counts_map_and_tables_and_what_hints_were_refused(TablePlacement tables)
    {
        var profile = new MemoryProfile();
        using (Bundle bundle = Bundle.Open(Path, new BundleOpenOptions { Tables = tables, LockTables = true, HugePages = true, Profile = profile, Name = "world" }))
        {
            MemorySnapshot open = profile.Snapshot();
            Assert.Equal(bundle.FileLength, open.Owner("world", MemoryTier.Mapped).Figures.CurrentBytes);
            MemoryFigures copies = open.Owner("world tables", MemoryTier.Arena).Figures;
            Assert.Equal(tables == TablePlacement.Copied ? bundle.TablesLength : 0, copies.CurrentBytes - copies.WasteBytes);
            Assert.Contains(open.RefusedHints, hint => hint.Owner == "world" && hint.Hint == "HugePages");
        }

        Assert.Equal(0, profile.Snapshot().Total.CommittedBytes);
    }

    [Theory]
    [InlineData(TablePlacement.Copied)]
    [InlineData(TablePlacement.Mapped)]
    public void A_file_that_is_refused_leaves_nothing_open(TablePlacement tables)
    {
        byte[] bytes = File.ReadAllBytes(Path);
        bytes[^1] ^= 1;
        var profile = new MemoryProfile();
        string path = _folder.Write("bad.turtl", bytes);
        Assert.Throws<BundleFormatException>(() => Bundle.Open(path, new BundleOpenOptions { Tables = tables, Profile = profile }));
        Assert.Equal(0, profile.Snapshot().Total.CommittedBytes);
    }

    [Fact]
    public void Tables_larger_than_the_limit_are_not_copied()
    {
        var error = Assert.Throws<BundleFormatException>(() => Bundle.Open(Path, new BundleOpenOptions { MaxTablesBytes = 1000 }));
        Assert.Contains(nameof(BundleOpenOptions.MaxTablesBytes), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_that_are_populated_are_in_memory()
    {
        using Bundle bundle = Bundle.Open(Path, new BundleOpenOptions { PopulateBytes = long.MaxValue });
        Assert.Equal(bundle.FileLength, bundle.Map.Length);
        Assert.True(!bundle.Map.TryCountResident(0, bundle.FileLength, out long bytes) || bytes > 0);
    }
}
