using System.Numerics;
using System.Text.Json;

namespace TurtlGraph.Bundles.Tests;

/// <summary>Questions that tests ask of an import.</summary>
internal static class Imports
{
    public static BundleItem Item(this AssetImport import, string name) => Assert.Single(import.Items, item => item.Name == name);

    /// <summary>The bytes that an item would be packed with.</summary>
    public static byte[] Bytes(this BundleItem item)
    {
        if (item.Content is { } content)
        {
            return content.ToArray();
        }

        using var stream = item.OpenStream?.Invoke()
            ?? new FileRange(item.FilePath!, item.FileOffset, item.FileLength ?? (new FileInfo(item.FilePath!).Length - item.FileOffset));
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    public static byte[] Bytes(this AssetImport import, string name) => import.Item(name).Bytes();

    public static JsonElement Json(this AssetImport import, string name)
    {
        using var document = JsonDocument.Parse(import.Bytes(name));
        return document.RootElement.Clone();
    }

    /// <summary>Packs an import, opens the bundle and hands out the bytes of each entry by name.</summary>
    public static Dictionary<string, byte[]> RoundTrip(this AssetImport import, TempFolder folder)
    {
        Samples.Pack(folder["packed.turtl"], import.Items);
        using var bundle = Bundle.Open(folder["packed.turtl"]);
        return Enumerable.Range(0, bundle.Count).ToDictionary(
            bundle.Name, entry => Samples.Decode(bundle, entry));
    }

    public static void Near(Vector3 expected, Vector3? actual, float tolerance = 1e-3f) =>
        Assert.True(actual is { } at && Vector3.Distance(expected, at) < tolerance, $"{actual} is not {expected}");

    /// <summary>
    /// What must hold for any import, whatever the input: names are legal and different, everything can be read and lies in the folder,
    /// bounds are finite, and what depends on nothing there is reported.
    /// </summary>
    public static long CheckSound(this AssetImport import, string folder)
    {
        var builder = new BundleBuilder();
        builder.AddRange(import.Items);
        var names = import.Items.Select(item => item.Name).ToHashSet();
        var bytes = 0L;
        foreach (var item in import.Items)
        {
            Assert.True(item.FilePath is null || item.FilePath.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal), item.FilePath);
            bytes += item.Bytes().Length;
            foreach (var missing in item.DependsOn.Where(name => !names.Contains(name)))
            {
                Assert.Contains(import.Dangling, dangling => dangling.From == item.Name && dangling.To == missing);
                Assert.Null(AssetName.Fault(missing));
            }
        }

        return bytes;
    }
}
