using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace TurtlGraph.Bundles.Tests;

public sealed class RoundTripTests
{
    private static readonly Gen<BundleItem[]> Trees =
        from seed in Gen.Choose(0, int.MaxValue - 1)
        from count in Gen.Choose(0, 40)
        select Tree(new Random(seed), count);

    [Fact]
    public void Whatever_is_packed_comes_back_byte_for_byte_with_every_column()
    {
        using var folder = new TempFolder();
        var law = Prop.ForAll(
            Trees.ToArbitrary(),
            Gen.Elements(BundleCodecChoice.Auto, BundleCodecChoice.Lz4, BundleCodecChoice.Zstd, BundleCodecChoice.None).ToArbitrary(),
            Gen.Elements(1024, 4096, 256 * 1024).ToArbitrary(),
            (items, codec, blockSize) =>
            {
                Samples.Pack(folder["law.turtl"], items, new BundleBuilderOptions { Codec = codec, BlockSize = blockSize });
                using Bundle bundle = Bundle.Open(folder["law.turtl"]);
                CheckAll(items, bundle);
            });
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(120), law);
    }

    [Fact]
    public void Ids_ascend_and_every_entry_is_found_by_id_and_by_name()
    {
        using var folder = new TempFolder();
        Samples.Pack(folder["many.turtl"], Enumerable.Range(0, 5000).Select(i => Samples.Item($"d{i % 7}/f{i}", [(byte)i])));
        using Bundle bundle = Bundle.Open(folder["many.turtl"]);
        for (int i = 0; i < bundle.Count; i++)
        {
            Assert.True(i == 0 || bundle.Ids[i] > bundle.Ids[i - 1]);
            Assert.True(bundle.TryFind(new AssetId(bundle.Ids[i]), out int entry));
            Assert.Equal(i, entry);
            Assert.True(bundle.TryFind(bundle.Name(i), out entry));
            Assert.Equal(i, entry);
            Assert.False(bundle.TryFind(new AssetId(bundle.Ids[i] + 1), out _) && !bundle.Ids.Contains(bundle.Ids[i] + 1));
        }

        Assert.False(bundle.TryFind("not/there", out _));
        Assert.False(bundle.TryFind(AssetId.None, out _));
        Assert.False(bundle.TryFind(new AssetId(ulong.MaxValue), out _));
    }

    [Fact]
    public void An_empty_bundle_opens()
    {
        using var folder = new TempFolder();
        Samples.Pack(folder["empty.turtl"], []);
        using Bundle bundle = Bundle.Open(folder["empty.turtl"]);
        Assert.Equal(0, bundle.Count);
        Assert.False(bundle.TryFind("x", out _));
        Assert.True(new DependencyGraph(bundle).Report().IsClean);
    }

    [Fact]
    public void A_bundle_says_what_is_wrong_with_its_arguments_and_after_dispose()
    {
        using var folder = new TempFolder();
        Samples.Pack(folder["b.turtl"], Samples.Mixed());
        Bundle bundle = Bundle.Open(folder["b.turtl"]);
        Assert.Throws<ArgumentOutOfRangeException>(() => bundle[-1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => bundle.Name(bundle.Count));
        Assert.Throws<ArgumentOutOfRangeException>(() => bundle.Block(0, 1000));
        bundle.Dispose();
        bundle.Dispose();
        Assert.Throws<ObjectDisposedException>(() => bundle[0]);
        Assert.Throws<ObjectDisposedException>(() => bundle.TryFind("a", out _));
        Assert.Throws<FileNotFoundException>(() => Bundle.Open(folder["none.turtl"]));
    }

    [Fact]
    public void A_bundle_may_be_replaced_while_it_is_open()
    {
        if (OperatingSystem.IsWindows())
        {
            // Windows does not rename over a mapped file; packing says so with a clear error instead.
            return;
        }

        using var folder = new TempFolder();
        Samples.Pack(folder["b.turtl"], [Samples.Item("x", [1, 2, 3])]);
        using Bundle before = Bundle.Open(folder["b.turtl"]);
        Samples.Pack(folder["b.turtl"], [Samples.Item("x", [9])]);
        using Bundle after = Bundle.Open(folder["b.turtl"]);
        Assert.Equal([1, 2, 3], Samples.Decode(before, 0));
        Assert.Equal([9], Samples.Decode(after, 0));
    }

    private static void CheckAll(BundleItem[] items, Bundle bundle)
    {
        Assert.Equal(items.Length, bundle.Count);
        var names = items.Select(item => item.Name).ToHashSet();
        foreach (BundleItem item in items)
        {
            Assert.True(bundle.TryFind(item.Name, out int entry));
            BundleEntry row = bundle[entry];
            Assert.Equal(item.Name, bundle.Name(entry));
            Assert.Equal(item.Content!.Value.ToArray(), Samples.Decode(bundle, entry));
            Assert.Equal(Blake3.Hash(item.Content.Value.Span), row.Hash);
            Assert.Equal(item.Position ?? default, row.Position);
            Assert.Equal(item.Position.HasValue, row.HasPosition);
            Assert.Equal(item.Radius, row.Radius);
            Assert.Equal(item.Lod, row.Lod);
            Assert.Equal(item.LodGroup, row.LodGroup < 0 ? null : bundle.LodGroupName(row.LodGroup));
            Assert.Equal(item.Type, bundle.TypeName(row.Type));
            Assert.Equal(
                item.DependsOn.Where(names.Contains).Distinct(),
                bundle.Dependencies(entry).ToArray().Select(bundle.Name));
            Assert.Equal(
                item.DependsOn.Where(name => !names.Contains(name)).Distinct(),
                Enumerable.Range(0, bundle.MissingCount).Select(bundle.Missing).Where(m => m.Entry == entry).Select(m => m.Name));
            CheckColumns(bundle, entry, row);
        }
    }

    private static void CheckColumns(Bundle bundle, int entry, BundleEntry row)
    {
        Assert.Equal(bundle.Ids[entry], row.Id.Value);
        Assert.Equal(bundle.Offsets[entry], row.Offset);
        Assert.Equal(bundle.StoredLengths[entry], row.StoredLength);
        Assert.Equal(bundle.DecodedLengths[entry], row.DecodedLength);
        Assert.Equal(bundle.Codecs[entry], (byte)row.Codec);
        Assert.Equal(bundle.Types[entry], row.Type);
        Assert.Equal(bundle.Flags[entry], (byte)row.Flags);
        Assert.Equal(bundle.Lods[entry], row.Lod);
        Assert.Equal(bundle.LodGroups[entry], row.LodGroup);
        Assert.Equal(bundle.PositionX[entry], row.Position.X);
        Assert.Equal(bundle.PositionY[entry], row.Position.Y);
        Assert.Equal(bundle.PositionZ[entry], row.Position.Z);
        Assert.Equal(bundle.Radii[entry], row.Radius);
        Assert.Equal(bundle.Hashes[entry], row.Hash);
        Assert.Equal(0, row.Offset % (row.Codec == CodecId.None ? 4096 : 64));
    }

    private static BundleItem[] Tree(Random random, int count)
    {
        string[] types = ["texture", "mesh", "audio", "other", "my-type", "Überraschung"];
        string[] names = [.. Enumerable.Range(0, count).Select(i => string.Concat(
            Enumerable.Repeat("dir/", random.Next(4))) + $"asset {i} {(random.Next(5) == 0 ? "äö€😀" : "x")}.bin")];
        string[] targets = [.. names, "missing one", "missing/two.png"];
        return
        [
            .. names.Select((name, i) => new BundleItem
            {
                Name = name,
                Type = types[random.Next(types.Length)],
                Content = Content(random),
                Position = random.Next(3) == 0 ? null : new Vector3(random.Next(-500, 500), random.NextSingle(), random.Next(-500, 500)),
                Radius = random.NextSingle() * 10,
                Lod = random.Next(4),
                LodGroup = random.Next(2) == 0 ? null : $"group {random.Next(4)}",
                DependsOn = [.. Enumerable.Range(0, random.Next(5)).Select(_ => targets[random.Next(targets.Length)])],
            }),
        ];
    }

    private static byte[] Content(Random random) => random.Next(6) switch
    {
        0 => [],
        1 => Samples.Noise(random.Next(6000), random.Next(5)),
        2 => [.. Samples.Text(4096, random.Next(5)), .. Samples.Noise(random.Next(5000), 1)],
        3 => new byte[random.Next(20_000)],
        4 => Samples.Text(1024 * random.Next(9), random.Next(5)),
        _ => Samples.Text(random.Next(20_000), random.Next(5)),
    };
}
