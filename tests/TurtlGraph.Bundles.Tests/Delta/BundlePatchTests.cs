using FsCheck;
using FsCheck.Fluent;

namespace TurtlGraph.Bundles.Tests;

public sealed class BundlePatchTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Applying_a_patch_gives_the_new_bundle_to_the_byte()
    {
        var random = Gen.Select(Gen.Choose(0, int.MaxValue), seed => (Old: Version(seed), New: Version(seed, seed ^ 77)));
        Prop.ForAll(random.ToArbitrary(), pair =>
        {
            Samples.Pack(_folder["old.turtl"], pair.Old.Items, pair.Old.Options);
            Samples.Pack(_folder["new.turtl"], pair.New.Items, pair.New.Options);
            PatchDiffReport made = BundlePatch.Create(_folder["old.turtl"], _folder["new.turtl"], _folder["p.turtlp"]);
            PatchReport applied = BundlePatch.Apply(_folder["old.turtl"], _folder["p.turtlp"], _folder["made.turtl"]);
            Assert.Equal(made.Patch.BytesReused, applied.BytesReused);
            Assert.Equal(new FileInfo(_folder["p.turtlp"]).Length, applied.PatchBytes);
            return File.ReadAllBytes(_folder["made.turtl"]).AsSpan().SequenceEqual(File.ReadAllBytes(_folder["new.turtl"]));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_patch_between_equal_bundles_is_one_step()
    {
        Samples.Pack(_folder["old.turtl"], World(500));
        Samples.Pack(_folder["new.turtl"], World(500));
        PatchDiffReport report = BundlePatch.Create(_folder["old.turtl"], _folder["new.turtl"], _folder["p.turtlp"]);
        Assert.Equal((1, 0L), (report.Patch.Steps, report.BlocksShipped));
        Assert.Equal(PatchHeader.Size + PatchStep.Size, report.Patch.PatchBytes);
    }

    [Fact]
    public void Only_changed_blocks_and_tables_are_shipped()
    {
        BundleItem[] items = World(500);
        Samples.Pack(_folder["old.turtl"], items, new() { BlockSize = 4096 });
        items[7] = Samples.Item(items[7].Name, Samples.Noise(20_000, 1234));
        Samples.Pack(_folder["new.turtl"], items, new() { BlockSize = 4096 });
        PatchDiffReport report = BundlePatch.Create(_folder["old.turtl"], _folder["new.turtl"], _folder["p.turtlp"]);
        Assert.Equal(5, report.BlocksShipped);
        Assert.InRange(report.Patch.PatchBytes, 20_000, 20_000 + 12_000);
    }

    [Fact]
    public void One_changed_block_of_a_large_entry_ships_one_block()
    {
        byte[] content = Samples.Noise(1 << 20, 5);
        Samples.Pack(_folder["old.turtl"], [Samples.Item("large", content)], new() { BlockSize = 65536 });
        content[500_000] ^= 1;
        Samples.Pack(_folder["new.turtl"], [Samples.Item("large", content)], new() { BlockSize = 65536 });
        PatchDiffReport report = BundlePatch.Create(_folder["old.turtl"], _folder["new.turtl"], _folder["p.turtlp"]);
        Assert.Equal((1L, 15L), (report.BlocksShipped, report.BlocksReused));
        Assert.InRange(report.Patch.PatchBytes, 65536, 65536 + 2000);
    }

    [Fact]
    public void Payloads_are_found_wherever_they_have_moved_to()
    {
        BundleItem[] items = [.. Enumerable.Range(0, 50).Select(i => Samples.Item($"asset {i}", Samples.Noise(5000, i)))];
        Samples.Pack(_folder["old.turtl"], items);
        BundleItem[] renamed = [.. items.Select((item, i) => Samples.Item($"moved/{(i * 7) % 50}/{item.Name}", item.Content!.Value.ToArray()))];
        Samples.Pack(_folder["new.turtl"], renamed);
        PatchDiffReport report = BundlePatch.Create(_folder["old.turtl"], _folder["new.turtl"], _folder["p.turtlp"]);
        Assert.Equal((0L, 50L), (report.BlocksShipped, report.BlocksReused));
        Assert.True(report.Patch.PatchBytes < 15_000, $"{report.Patch.PatchBytes} bytes");
    }

    [Fact]
    public void A_bundle_may_be_updated_in_place()
    {
        Pair();
        BundlePatch.Apply(_folder["old.turtl"], _folder["p.turtlp"], _folder["old.turtl"]);
        Assert.Equal(File.ReadAllBytes(_folder["new.turtl"]), File.ReadAllBytes(_folder["old.turtl"]));
        PatchMismatchException error = Assert.Throws<PatchMismatchException>(
            () => BundlePatch.Apply(_folder["old.turtl"], _folder["p.turtlp"], _folder["old.turtl"]));
        Assert.Contains("applied already", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_patch_for_another_bundle_is_refused_with_both_hashes()
    {
        Pair();
        Samples.Pack(_folder["other.turtl"], World(3));
        PatchMismatchException error = Assert.Throws<PatchMismatchException>(
            () => BundlePatch.Apply(_folder["other.turtl"], _folder["p.turtlp"], _folder["made.turtl"]));
        using Bundle old = Bundle.Open(_folder["old.turtl"]);
        using Bundle other = Bundle.Open(_folder["other.turtl"]);
        Assert.Contains(old.TablesHash.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains(other.TablesHash.ToString(), error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["made.turtl"]));
    }

    [Fact]
    public void A_damaged_old_bundle_is_refused_and_left_as_it_is()
    {
        Pair();
        long at;
        using (Bundle bundle = Bundle.Open(_folder["old.turtl"]))
        {
            at = bundle.Offsets[bundle.PayloadOrder[^1]];
        }

        byte[] bytes = File.ReadAllBytes(_folder["old.turtl"]);
        bytes[at] ^= 4;
        File.WriteAllBytes(_folder["old.turtl"], bytes);
        PatchMismatchException error = Assert.Throws<PatchMismatchException>(
            () => BundlePatch.Apply(_folder["old.turtl"], _folder["p.turtlp"], _folder["old.turtl"]));
        Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(_folder["old.turtl"]));
        AssertNoTemporaryFile();
    }

    [Fact]
    public void Stopping_half_way_leaves_the_old_bundle_whole()
    {
        Pair();
        byte[] before = File.ReadAllBytes(_folder["old.turtl"]);
        Assert.Throws<OperationCanceledException>(
            () => BundlePatch.Apply(_folder["old.turtl"], _folder["p.turtlp"], _folder["old.turtl"], progress: new Stop()));
        Assert.Equal(before, File.ReadAllBytes(_folder["old.turtl"]));
        AssertNoTemporaryFile();
    }

    [Fact]
    public void A_patch_that_makes_more_than_is_allowed_is_refused_before_a_byte_is_written()
    {
        Pair();
        PatchFormatException error = Assert.Throws<PatchFormatException>(() => BundlePatch.Apply(
            _folder["old.turtl"], _folder["p.turtlp"], _folder["made.turtl"], new() { MaxBundleBytes = 1000 }));
        Assert.Contains("MaxBundleBytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signed_bundle_is_still_signed_when_it_comes_by_patch()
    {
        using var key = BundleSigningKey.Create();
        BundleItem[] items = World(40);
        Samples.Pack(_folder["old.turtl"], items, new() { SigningKey = key, SignatureVersion = 1 });
        items[3] = Samples.Item(items[3].Name, [1, 2, 3]);
        Samples.Pack(_folder["new.turtl"], items, new() { SigningKey = key, SignatureVersion = 2 });
        BundlePatch.Create(_folder["old.turtl"], _folder["new.turtl"], _folder["p.turtlp"]);
        var required = new BundleOpenOptions { TrustedKeys = [key.PublicKey], MinSignedVersion = 2 };
        BundlePatch.Apply(_folder["old.turtl"], _folder["p.turtlp"], _folder["old.turtl"], new() { OpenOptions = required });
        using Bundle bundle = Bundle.Open(_folder["old.turtl"], required);
        Assert.Equal(2, bundle.Signature!.Version);
    }

    [Fact]
    public void A_patch_to_an_unsigned_bundle_is_refused_where_a_signature_is_required()
    {
        Pair();
        using var key = BundleSigningKey.Create();
        byte[] before = File.ReadAllBytes(_folder["old.turtl"]);
        UntrustedBundleException error = Assert.Throws<UntrustedBundleException>(() => BundlePatch.Apply(
            _folder["old.turtl"], _folder["p.turtlp"], _folder["old.turtl"], new() { OpenOptions = new() { TrustedKeys = [key.PublicKey] } }));
        Assert.Equal(_folder["old.turtl"], error.Path);
        Assert.Equal(before, File.ReadAllBytes(_folder["old.turtl"]));
        AssertNoTemporaryFile();
    }

    [Fact]
    public void Signed_tables_over_foreign_payloads_are_refused_where_a_signature_is_required()
    {
        using var key = BundleSigningKey.Create();
        BundleItem[] items = World(20);
        Samples.Pack(_folder["old.turtl"], items, new() { SigningKey = key });
        items[3] = Samples.Item(items[3].Name, Samples.Noise(20_000, 99));
        Samples.Pack(_folder["new.turtl"], items, new() { SigningKey = key });
        byte[] bytes = File.ReadAllBytes(_folder["new.turtl"]);
        using (Bundle bundle = Bundle.Open(_folder["new.turtl"]))
        {
            bytes[bundle.Offsets[bundle.PayloadOrder[0]]] ^= 1;
        }

        File.WriteAllBytes(_folder["new.turtl"], bytes);
        BundlePatch.Create(_folder["old.turtl"], _folder["new.turtl"], _folder["p.turtlp"]);
        byte[] before = File.ReadAllBytes(_folder["old.turtl"]);
        PatchFormatException error = Assert.Throws<PatchFormatException>(() => BundlePatch.Apply(
            _folder["old.turtl"], _folder["p.turtlp"], _folder["old.turtl"], new() { OpenOptions = new() { TrustedKeys = [key.PublicKey] } }));
        Assert.Contains("not what was signed", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_folder["old.turtl"]));
        AssertNoTemporaryFile();
    }

    private static BundleItem[] World(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Samples.Item($"asset/{i}", i % 3 == 0 ? Samples.Noise(3000 + i, i) : Samples.Text(9000 + i, i)))];

    /// <summary>A bundle, and with a second seed a later version of it: items gone, added, changed, renamed; other options.</summary>
    private static (List<BundleItem> Items, BundleBuilderOptions Options) Version(int seed, int? change = null)
    {
        var random = new Random(seed);
        int blockSize = 1024 << random.Next(4);
        List<BundleItem> items = [];
        for (int i = random.Next(12); i >= 0; i--)
        {
            items.Add(Samples.Item($"item{i}", random.Next(2) == 0 ? Samples.Text(random.Next(9000), random.Next()) : Samples.Noise(random.Next(9000), random.Next())));
        }

        random = new Random(change ?? 0);
        for (int i = change is null ? 0 : random.Next(6); i > 0; i--)
        {
            int at = random.Next(items.Count);
            byte[] content = items[at].Content!.Value.ToArray();
            switch (random.Next(5))
            {
                case 0 when items.Count > 1:
                    items.RemoveAt(at);
                    break;
                case 1:
                    items.Add(Samples.Item($"new{i}", Samples.Noise(random.Next(5000), random.Next())));
                    break;
                case 2:
                    items[at] = Samples.Item($"renamed{i}", content);
                    break;
                case 3:
                    blockSize = 1024 << random.Next(4);
                    break;
                default:
                    items[at] = Samples.Item(items[at].Name, [.. content.Take(random.Next(content.Length + 1)), .. Samples.Text(random.Next(300), i)]);
                    break;
            }
        }

        return (items, new() { BlockSize = blockSize, Threads = 1 });
    }

    private void Pair()
    {
        BundleItem[] items = World(60);
        Samples.Pack(_folder["old.turtl"], items);
        items[4] = Samples.Item("new one", Samples.Text(7000, 9));
        Samples.Pack(_folder["new.turtl"], items);
        BundlePatch.Create(_folder["old.turtl"], _folder["new.turtl"], _folder["p.turtlp"]);
    }

    private void AssertNoTemporaryFile() =>
        Assert.DoesNotContain(Directory.GetFiles(_folder.Path), file => file.Contains(".tmp-", StringComparison.Ordinal));

    private sealed class Stop : IProgress<PackProgress>
    {
        private int _calls;

        public void Report(PackProgress value)
        {
            if (++_calls == 3)
            {
                throw new OperationCanceledException();
            }
        }
    }
}
