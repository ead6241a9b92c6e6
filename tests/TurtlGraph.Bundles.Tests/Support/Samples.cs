using System.Numerics;

namespace TurtlGraph.Bundles.Tests;

/// <summary>Seeded contents and bundles.</summary>
internal static class Samples
{
    /// <summary>Bytes that compress about as well as text.</summary>
    public static byte[] Text(int length, int seed)
    {
        var random = new Random(seed);
        var bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = (byte)"vertex normal texture 0.125\n"[(i + (random.Next(9) == 0 ? random.Next(20) : 0)) % 28];
        }

        return bytes;
    }

    /// <summary>Bytes that do not compress.</summary>
    public static byte[] Noise(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static BundleItem Item(string name, byte[] content, params string[] dependsOn) =>
        new() { Name = name, Content = content, DependsOn = dependsOn };

    public static PackReport Pack(string path, IEnumerable<BundleItem> items, BundleBuilderOptions? options = null)
    {
        var builder = new BundleBuilder(options);
        builder.AddRange(items);
        return builder.Write(path);
    }

    public static byte[] Decode(Bundle bundle, int entry)
    {
        var decoded = new byte[bundle.DecodedLengths[entry]];
        Assert.Equal(DecodeStatus.Ok, EntryDecoder.Shared.Decode(bundle, entry, decoded));
        return decoded;
    }

    /// <summary>The bytes of an entry as they are stored.</summary>
    public static byte[] Stored(Bundle bundle, int entry)
    {
        var stored = new byte[bundle.StoredLengths[entry]];
        Assert.Equal(DecodeStatus.Ok, bundle.ReadStored(entry, 0, stored));
        return stored;
    }

    /// <summary>A bundle with every feature of the format: blocks, raw and compressed, twins, cycles, missing targets, own types.</summary>
    public static BundleItem[] Mixed() =>
    [
        new() { Name = "a/mesh.spm", Type = "mesh", Content = Text(9000, 1), Position = new Vector3(1, 2, 3), Radius = 4, Lod = 1, LodGroup = "a", DependsOn = ["a/skin.png", "b/self"] },
        new() { Name = "a/mesh0.spm", Type = "mesh", Content = Text(5000, 2), Position = new Vector3(1, 2, 3), Radius = 4, LodGroup = "a", DependsOn = ["a/skin.png"] },
        new() { Name = "a/skin.png", Type = "texture", Content = Noise(3000, 3), DependsOn = ["a/mesh.spm"] },
        new() { Name = "a/twin.png", Type = "texture", Content = Noise(3000, 3), Position = new Vector3(-100, 0, 50), Radius = 1 },
        new() { Name = "b/self", Type = "quest", Content = Text(500, 4), DependsOn = ["b/self", "nowhere.ogg"] },
        new() { Name = "b/empty", Content = Array.Empty<byte>() },
        new() { Name = "b/half", Type = "audio", Content = (byte[])[.. Text(4096, 5), .. Noise(4096, 6), .. Text(100, 7)] },
        new() { Name = "c/größe €.txt", Content = Text(1024, 8) },
    ];
}
