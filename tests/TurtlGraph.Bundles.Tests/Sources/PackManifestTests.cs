using System.Numerics;

namespace TurtlGraph.Bundles.Tests;

public sealed class PackManifestTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public PackManifestTests()
    {
        _folder.Write("trees/oak.spm", [1, 2, 3]);
        _folder.Write("trees/oak.png", [4, 5]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_field_of_a_line_is_read()
    {
        IReadOnlyList<BundleItem> items = Read(
            """
            {"path": "trees/oak.spm", "type": "mesh", "position": [1, 2.5, -3e2], "radius": 4.5, "lod": 2, "lod_group": "oak", "depends": ["trees/oak.png", "gone"]}

            {"path": "trees\\oak.png"}
            """);
        Assert.Equal(2, items.Count);
        Assert.Equal("trees/oak.spm", items[0].Name);
        Assert.Equal("mesh", items[0].Type);
        Assert.Equal(new Vector3(1, 2.5f, -300), items[0].Position);
        Assert.Equal(4.5f, items[0].Radius);
        Assert.Equal(2, items[0].Lod);
        Assert.Equal("oak", items[0].LodGroup);
        Assert.Equal(["trees/oak.png", "gone"], items[0].DependsOn);
        Assert.Equal("trees/oak.png", items[1].Name);
        Assert.Equal("texture", items[1].Type);
        Assert.Null(items[1].Position);

        Samples.Pack(_folder["m.turtl"], items);
        using Bundle bundle = Bundle.Open(_folder["m.turtl"]);
        Assert.True(bundle.TryFind("trees/oak.spm", out int oak));
        Assert.Equal([1, 2, 3], Samples.Decode(bundle, oak));
        Assert.Equal("gone", bundle.Missing(0).Name);
    }

    [Theory]
    [InlineData("{\"path\": \"trees/oak.spm\"", "not JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{}", "'path' is missing")]
    [InlineData("{\"path\": 3}", "'path' is not a text")]
    [InlineData("{\"path\": \"\"}", "'path' is not a text")]
    [InlineData("{\"path\": \"../secret\"}", "refused")]
    [InlineData("{\"path\": \"/etc/passwd\"}", "refused")]
    [InlineData("{\"path\": \"trees/none.spm\"}", "does not exist")]
    [InlineData("{\"path\": \"trees\"}", "it is a folder")]
    [InlineData("{\"path\": \"trees/oak.spm\", \"position\": [1, 2]}", "'position' is not an array of three numbers")]
    [InlineData("{\"path\": \"trees/oak.spm\", \"position\": [1, 2, \"x\"]}", "'position' is not a finite number")]
    [InlineData("{\"path\": \"trees/oak.spm\", \"radius\": -1}", "'radius'")]
    [InlineData("{\"path\": \"trees/oak.spm\", \"radius\": 1e60}", "'radius'")]
    [InlineData("{\"path\": \"trees/oak.spm\", \"lod\": 1.5}", "'lod'")]
    [InlineData("{\"path\": \"trees/oak.spm\", \"lod\": 256}", "'lod'")]
    [InlineData("{\"path\": \"trees/oak.spm\", \"depends\": \"x\"}", "'depends' is not an array")]
    [InlineData("{\"path\": \"trees/oak.spm\", \"depends\": [1]}", "'depends'")]
    [InlineData("{\"path\": \"trees/oak.spm\", \"colour\": 1}", "'colour' is not known")]
    [InlineData("{\"path\": \"trees/oak.png\"}", "already given in line 1")]
    public void A_wrong_line_is_refused_with_file_line_and_reason(string line, string reason)
    {
        ManifestException error = Assert.Throws<ManifestException>(() => Read("{\"path\": \"trees/oak.png\"}\n" + line));
        Assert.Equal(2, error.Line);
        Assert.StartsWith($"{_folder["manifest.jsonl"]}:2: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_that_is_not_there_is_named() =>
        Assert.Contains("none.jsonl", Assert.Throws<FileNotFoundException>(() => PackManifest.Read(_folder["none.jsonl"])).Message, StringComparison.Ordinal);

    private IReadOnlyList<BundleItem> Read(string text) => PackManifest.Read(_folder.Write("manifest.jsonl", text));
}
