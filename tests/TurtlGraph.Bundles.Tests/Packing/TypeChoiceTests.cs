using System.Globalization;
using System.Text;

namespace TurtlGraph.Bundles.Tests;

public sealed class TypeChoiceTests
{
    [CodecFact]
    public void Small_entries_of_a_type_that_have_much_in_common_share_a_trained_dictionary()
    {
        using var folder = new TempFolder();
        BundleItem[] items = Materials(300);
        PackReport without = Samples.Pack(folder["a.turtl"], items, new() { Codec = BundleCodecChoice.Zstd, Dictionaries = false });
        PackReport with = Samples.Pack(folder["b.turtl"], items, new() { Codec = BundleCodecChoice.Zstd });
        PackedType type = Assert.Single(with.Types);
        Assert.True(type.DictionaryBytes > 0);
        Assert.Equal(300, type.DictionaryEntries);
        Assert.Equal(0, Assert.Single(without.Types).DictionaryBytes);
        Assert.True(with.StoredBytes + type.DictionaryBytes < without.StoredBytes * 0.8, $"{with.StoredBytes} + {type.DictionaryBytes} of {without.StoredBytes}");

        using Bundle bundle = Bundle.Open(folder["b.turtl"]);
        Assert.Equal(1, bundle.DictionaryCount);
        AssertContents(bundle, items);
        Assert.True(BundleVerifier.Verify(bundle).IsOk);
        using Bundle plain = Bundle.Open(folder["a.turtl"]);
        Assert.Equal(0, plain.DictionaryCount);
        Assert.Equal(-1, plain.DictionaryOf(0));
    }

    [CodecFact]
    public void The_same_items_give_the_same_dictionary_and_bytes_whatever_the_threads()
    {
        using var folder = new TempFolder();
        Samples.Pack(folder["a.turtl"], Materials(200), new() { Threads = 1 });
        Samples.Pack(folder["b.turtl"], Materials(200).Reverse(), new() { Threads = 3 });
        Assert.Equal(File.ReadAllBytes(folder["a.turtl"]), File.ReadAllBytes(folder["b.turtl"]));
    }

    [CodecFact]
    public void With_the_dictionary_of_an_older_bundle_unchanged_entries_stay_the_same_bytes()
    {
        using var folder = new TempFolder();
        Samples.Pack(folder["old.turtl"], Materials(200));
        using Bundle old = Bundle.Open(folder["old.turtl"]);
        BundleItem[] items = [.. Materials(200), .. Materials(50, first: 1000)];
        Samples.Pack(folder["new.turtl"], items, new() { DictionarySource = old });
        using Bundle bundle = Bundle.Open(folder["new.turtl"]);
        Assert.Equal(old.Dictionary(0).ToArray(), bundle.Dictionary(0).ToArray());
        for (int entry = 0; entry < old.Count; entry++)
        {
            Assert.True(bundle.TryFind(new AssetId(old.Ids[entry]), out int same));
            Assert.Equal(Samples.Stored(old, entry), Samples.Stored(bundle, same));
        }

        AssertContents(bundle, items);
    }

    [CodecFact]
    public void Packing_a_bundle_anew_trains_dictionaries_too()
    {
        using var folder = new TempFolder();
        BundleItem[] items = Materials(200);
        Samples.Pack(folder["a.turtl"], items, new() { Codec = BundleCodecChoice.None });
        using Bundle raw = Bundle.Open(folder["a.turtl"]);
        Samples.Pack(folder["b.turtl"], PackBundle.Items(raw));
        using Bundle bundle = Bundle.Open(folder["b.turtl"]);
        Assert.Equal(1, bundle.DictionaryCount);
        AssertContents(bundle, items);
    }

    [CodecFact]
    public void What_is_compressed_already_is_stored_raw_and_tried_only_cheaply()
    {
        using var folder = new TempFolder();
        BundleItem[] items =
        [
            .. Enumerable.Range(0, 20).Select(i => new BundleItem { Name = $"t{i}.png", Type = "texture", Content = Samples.Noise(3000 + i, i) }),
            .. Enumerable.Range(0, 20).Select(i => new BundleItem { Name = $"m{i}.obj", Type = "mesh", Content = Samples.Text(50_000, i) }),
        ];
        PackReport report = Samples.Pack(folder["a.turtl"], items, new() { Codec = BundleCodecChoice.Zstd, Level = 9 });
        PackedType textures = report.Types.Single(type => type.Type == "texture");
        PackedType meshes = report.Types.Single(type => type.Type == "mesh");
        Assert.Equal((0, textures.DecodedBytes, 1), (textures.CompressedEntries, textures.StoredBytes, textures.Level));
        Assert.Equal((20, 9), (meshes.CompressedEntries, meshes.Level));
        Assert.True(meshes.StoredBytes < meshes.DecodedBytes / 2);
    }

    [CodecFact]
    public void Where_lz4_comes_near_enough_it_is_taken_for_that_type_alone()
    {
        using var folder = new TempFolder();
        BundleItem[] items =
        [
            .. Enumerable.Range(0, 10).Select(i => new BundleItem { Name = $"halves{i}", Type = "audio", Content = (byte[])[.. Samples.Noise(40_000, i), .. Samples.Noise(40_000, i)] }),
            .. Enumerable.Range(0, 10).Select(i => new BundleItem { Name = $"text{i}", Type = "mesh", Content = Samples.Text(80_000, i) }),
        ];
        PackReport report = Samples.Pack(folder["a.turtl"], items);
        Assert.Equal(CodecId.Lz4, report.Types.Single(type => type.Type == "audio").Codec);
        Assert.Equal(CodecId.Zstd, report.Types.Single(type => type.Type == "mesh").Codec);
        using Bundle bundle = Bundle.Open(folder["a.turtl"]);
        AssertContents(bundle, items);
    }

    [CodecFact]
    public void Decoding_with_a_dictionary_costs_no_managed_memory_once_it_is_prepared()
    {
        using var folder = new TempFolder();
        Samples.Pack(folder["a.turtl"], Materials(100));
        using Bundle bundle = Bundle.Open(folder["a.turtl"], new BundleOpenOptions { Tables = TablePlacement.Mapped });
        Assert.True(bundle.DictionaryOf(0) >= 0);
        var decoded = new byte[bundle.DecodedLengths[0]];
        Assert.Equal(DecodeStatus.Ok, EntryDecoder.Shared.Decode(bundle, 0, decoded));
        long before = GC.GetAllocatedBytesForCurrentThread();
        EntryDecoder.Shared.Decode(bundle, 0, decoded);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [CodecFact]
    public void Hostile_dictionary_tables_are_refused()
    {
        BundleBytes good = BundleBytes.Of(Materials(100), new BundleBuilderOptions());
        Refused(good, bytes => bytes.Section(SectionTag.EntryDictionaries)[3] = 2, "cannot be decoded with dictionary");
        Refused(good, bytes => bytes.Section(SectionTag.Codecs)[3] = (byte)CodecId.Lz4, "cannot be decoded with dictionary");
        Refused(good, bytes => bytes.Section<uint>(SectionTag.DictionaryStarts)[0] = 1, "do not fit section");
        Refused(good, bytes => bytes.Section<uint>(SectionTag.DictionaryStarts)[1]--, "do not fit section");
        Refused(good, bytes => bytes.Header.DictionaryCount = 0, "do not fit its 0 dictionaries");
        Refused(good, bytes => bytes.Header.DictionaryCount = 256, "is not from 0 to 255");
        Refused(good, bytes => bytes.Header.DictionaryCount = 2, "instead of");
        Refused(good, bytes => bytes.Header.Features = 0, "do not fit its 1 dictionaries");
        Refused(good, bytes => bytes.Header.Features = 3, "features this library does not know");
    }

    [CodecFact]
    public void A_damaged_dictionary_decodes_nothing_wrong()
    {
        BundleBytes good = BundleBytes.Of(Materials(100), new BundleBuilderOptions());
        using var folder = new TempFolder();
        var random = new Random(4);
        for (int run = 0; run < 100; run++)
        {
            BundleBytes bad = good.Copy();
            Span<byte> dictionary = bad.Section(SectionTag.DictionaryBytes);
            for (int i = 0; i <= run % 8; i++)
            {
                dictionary[random.Next(run % 2 == 0 ? 64 : dictionary.Length)] ^= (byte)random.Next(1, 256);
            }

            File.WriteAllBytes(folder["x.turtl"], bad.Seal().Bytes);
            using Bundle bundle = Bundle.Open(folder["x.turtl"]);
            for (int entry = 0; entry < bundle.Count; entry++)
            {
                var decoded = new byte[bundle.DecodedLengths[entry]];
                DecodeStatus status = EntryDecoder.Shared.Decode(bundle, entry, decoded);
                Assert.True(status is DecodeStatus.CorruptPayload or DecodeStatus.HashMismatch || Blake3.Hash(decoded) == bundle.Hashes[entry]);
            }
        }
    }

    private static void Refused(BundleBytes good, Action<BundleBytes> change, string why)
    {
        using var folder = new TempFolder();
        BundleBytes bad = good.Copy();
        change(bad);
        File.WriteAllBytes(folder["x.turtl"], bad.Seal().Bytes);
        Assert.Contains(why, Assert.Throws<BundleFormatException>(() => Bundle.Open(folder["x.turtl"])).Message, StringComparison.Ordinal);
    }

    private static void AssertContents(Bundle bundle, BundleItem[] items)
    {
        Assert.Equal(items.Length, bundle.Count);
        foreach (BundleItem item in items)
        {
            Assert.True(bundle.TryFind(AssetId.FromName(item.Name), out int entry));
            Assert.Equal(item.Content!.Value.ToArray(), Samples.Decode(bundle, entry));
        }
    }

    /// <summary>Small texts of one kind: long shared phrases, few bytes of their own.</summary>
    private static BundleItem[] Materials(int count, int first = 0) =>
    [
        .. Enumerable.Range(first, count).Select(i => new BundleItem
        {
            Name = $"material {i}",
            Type = "material",
            Content = Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $"<material name=\"m{i}\" shader=\"solid\" backface-culling=\"Y\" clamp-u=\"N\" clamp-v=\"N\" friction=\"{i * 7919 % 1000}\" texture=\"stone_{i * 31 % 977}.png\" gloss-map=\"gloss_{i * 17 % 911}.png\" max-speed=\"{i % 13}\" slowdown-time=\"0.{i % 10}\" below-surface=\"N\" reset=\"N\"/>")),
        }),
    ];
}
