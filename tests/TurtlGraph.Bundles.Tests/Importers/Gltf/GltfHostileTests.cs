using System.Text;

namespace TurtlGraph.Bundles.Tests;

public sealed class GltfHostileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("\"byteLength\":36", "\"byteLength\":-1", "bufferViews[0].byteLength")]
    [InlineData("\"byteOffset\":0,\"byteLength\":36", "\"byteOffset\":9007199254740992,\"byteLength\":36", "bufferViews[0]")]
    [InlineData("\"byteOffset\":0,\"byteLength\":36", "\"byteOffset\":300,\"byteLength\":360", "bufferViews[0]")]
    [InlineData("\"byteOffset\":0,\"byteLength\":36", "\"byteOffset\":0.5,\"byteLength\":36", "bufferViews[0].byteOffset")]
    [InlineData("\"buffer\":0,\"byteOffset\":0,", "\"buffer\":7,\"byteOffset\":0,", "bufferViews[0].buffer")]
    [InlineData("\"count\":3,\"type\":\"VEC3\",\"min\"", "\"count\":4,\"type\":\"VEC3\",\"min\"", "accessors[0]")]
    [InlineData("\"count\":3,\"type\":\"VEC3\",\"min\"", "\"count\":9007199254740991,\"type\":\"VEC3\",\"min\"", "accessors[0]")]
    [InlineData("\"componentType\":5123", "\"componentType\":5124", "accessors[1]")]
    [InlineData("\"componentType\":5123", "\"componentType\":9007199254740991", "accessors[1]")]
    [InlineData("\"type\":\"MAT4\"", "\"type\":\"MAT5\"", "accessors[4]")]
    [InlineData("\"min\":[-1,0,-1]", "\"min\":[-1,0]", "accessors[0].min")]
    [InlineData("\"min\":[-1,0,-1]", "\"min\":[-1,1e39,-1]", "accessors[0].min[1]")]
    [InlineData("\"indices\":1,\"material\":0", "\"indices\":99,\"material\":0", "meshes[0].primitives[0].indices")]
    [InlineData("\"material\":0", "\"material\":2", "meshes[0].primitives[0].material")]
    [InlineData("\"index\":0", "\"index\":1", "materials[0].pbrMetallicRoughness.baseColorTexture.index")]
    [InlineData("\"source\":0", "\"source\":\"a\"", "textures[0].source")]
    [InlineData("\"bufferView\":2", "\"bufferView\":6", "images[0].bufferView")]
    [InlineData("{\"bufferView\":2,\"mimeType\":\"image/png\"}", "{}", "images[0]")]
    [InlineData("\"children\":[1,2]", "\"children\":[1,1]", "nodes[0].children[0]")]
    [InlineData("\"children\":[1,2]", "\"children\":[0]", "nodes[0].children[0]")]
    [InlineData("\"children\":[1,2]", "\"children\":[1,3]", "nodes[0].children[1]")]
    [InlineData("\"mesh\":1,", "\"mesh\":1,\"children\":[0],", "nodes[2].children[0]")]
    [InlineData("\"nodes\":[0]", "\"nodes\":[0,1]", "scenes[0].nodes[1]")]
    [InlineData("\"scenes\":[{\"nodes\":[0]}]", "\"scenes\":[],\"nodes\":[{\"children\":[1]},{\"children\":[0]}]", "nodes[0] lies in")]
    [InlineData("\"scale\":[2,2,2]", "\"scale\":[2,2,1e39]", "nodes[0].scale[2]")]
    [InlineData("\"scale\":[2,2,2]", "\"scale\":[3e38,3e38,3e38]", "nodes[")]
    [InlineData("\"matrix\":[1,", "\"matrix\":[", "nodes[2].matrix")]
    [InlineData("\"mesh\":0,\"skin\":0", "\"mesh\":0,\"skin\":1", "nodes[1].skin")]
    [InlineData("\"version\":\"2.0\"", "\"version\":\"1.0\"", "asset")]
    [InlineData("\"version\":\"2.0\"", "\"version\":\"\\ud800\"", "asset.version")]
    [InlineData("\"attributes\":{\"POSITION\":0},", "", "meshes[0].primitives[0]")]
    [InlineData("\"attributes\":{\"POSITION\":0}", "\"attributes\":{\"POSITION\":1}", "accessors[1]")]
    public void A_document_that_lies_is_refused_with_the_place_of_the_lie(string honest, string lie, string place)
    {
        var document = GltfSample.Robot().Document(null);
        Assert.Contains(honest, document, StringComparison.Ordinal);
        var at = document.IndexOf(honest, StringComparison.Ordinal);
        _folder.Write("model.glb", GltfSample.Glb(document[..at] + lie + document[(at + honest.Length)..], GltfSample.Robot().Buffer));

        var error = Assert.Throws<ImportException>(() => new GltfImporter(_folder.Path).Import("model.glb"));

        Assert.Equal("model.glb", error.Path);
        Assert.Contains(place, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../secret.bin")]
    [InlineData("a/../../secret.bin")]
    [InlineData("%2e%2e/secret.bin")]
    [InlineData("..%2Fsecret.bin")]
    [InlineData("..%5Csecret.bin")]
    [InlineData("/etc/passwd")]
    [InlineData("%2Fetc/passwd")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://example.org/a.bin")]
    [InlineData("C:/secret.bin")]
    [InlineData("a%00b.bin")]
    [InlineData(".")]
    [InlineData("")]
    public void An_address_that_leads_elsewhere_is_refused(string uri)
    {
        _folder.Write("secret.bin", new byte[1000]);
        var sample = GltfSample.Robot();
        _folder.Write("in/model.gltf", sample.Document(uri));
        _folder.Write("in/other.gltf", $$"""{"asset":{"version":"2.0"},"images":[{"uri":"{{uri}}"}]}""");
        var importer = new GltfImporter(_folder["in"]);

        Assert.Contains("buffers[0].uri", Assert.Throws<ImportException>(() => importer.Import("model.gltf")).Message, StringComparison.Ordinal);
        Assert.Contains("images[0].uri", Assert.Throws<ImportException>(() => importer.Import("other.gltf")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_that_leads_elsewhere_is_not_followed()
    {
        _folder.Write("secret.bin", new byte[1000]);
        _folder.Write("in/model.gltf", GltfSample.Robot().Document("model.bin"));
        File.CreateSymbolicLink(_folder["in/model.bin"], _folder["secret.bin"]);

        var import = new GltfImporter(_folder["in"]).Import("model.gltf");

        Assert.Contains(import.Dangling, dangling => dangling.To == "model.bin");
    }

    [Theory]
    [InlineData("../model.glb")]
    [InlineData("nothing.glb")]
    [InlineData("/etc/passwd")]
    public void A_model_outside_the_folder_is_refused(string model)
    {
        GltfSample.Robot().Write(_folder, "glb");
        Directory.CreateDirectory(_folder["in"]);

        Assert.Throws<ImportException>(() => new GltfImporter(_folder["in"]).Import(model));
    }

    [Theory]
    [InlineData(4, 1)]
    [InlineData(8, int.MaxValue)]
    [InlineData(12, int.MaxValue)]
    [InlineData(12, -1)]
    [InlineData(16, 0)]
    public void A_container_that_lies_is_refused(int at, int value)
    {
        var file = GltfSample.Glb(GltfSample.Robot().Document(null), GltfSample.Robot().Buffer);
        BitConverter.TryWriteBytes(file.AsSpan(at), value);
        _folder.Write("model.glb", file);

        Assert.Throws<ImportException>(() => new GltfImporter(_folder.Path).Import("model.glb"));
    }

    [Fact]
    public void A_container_cut_off_anywhere_is_refused()
    {
        var file = GltfSample.Glb(GltfSample.Robot().Document(null), GltfSample.Robot().Buffer);
        for (var length = 0; length < file.Length; length += 7)
        {
            _folder.Write("model.glb", file[..length]);
            Assert.Throws<ImportException>(() => new GltfImporter(_folder.Path).Import("model.glb"));
        }
    }

    [Fact]
    public void A_buffer_longer_than_its_file_is_refused()
    {
        var sample = GltfSample.Robot();
        var model = sample.Write(_folder, "gltf");
        _folder.Write("model.bin", sample.Buffer[..50]);

        Assert.Contains("buffers[0]", Assert.Throws<ImportException>(() => new GltfImporter(_folder.Path).Import(model)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_shrinks_before_it_is_packed_is_named()
    {
        var sample = GltfSample.Robot();
        var import = sample.Import(_folder, "gltf");
        _folder.Write("model.bin", sample.Buffer[..50]);

        var error = Assert.Throws<PackException>(() => Samples.Pack(_folder["a.turtl"], import.Items));

        Assert.Contains("model.bin", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["a.turtl"]));
    }

    [Fact]
    public void A_chain_of_a_hundred_thousand_nodes_is_walked()
    {
        const int Count = 100_000;
        var nodes = new StringBuilder();
        for (var i = 0; i < Count - 1; i++)
        {
            nodes.Append(System.Globalization.CultureInfo.InvariantCulture, $"{{\"translation\":[1,0,0],\"children\":[{i + 1}]}},");
        }

        _folder.Write("model.gltf", $$"""{"asset":{"version":"2.0"},"meshes":[{"primitives":[]}],"nodes":[{{nodes}}{"mesh":0}],"scenes":[{"nodes":[0]}]}""");

        var import = new GltfImporter(_folder.Path).Import("model.gltf");

        Assert.Equal(Count - 1, import.Item($"model.gltf#node/{Count - 1}").Position!.Value.X);
    }

    [Fact]
    public void Images_that_overlap_cannot_multiply_a_file()
    {
        var sample = new GltfSample();
        sample.View(Samples.Noise(1000, 1));
        for (var i = 1; i < 20; i++)
        {
            sample.View(i, 1000 - i);
        }

        sample.Rest = $"\"images\":[{string.Join(',', Enumerable.Range(0, 20).Select(i => $"{{\"bufferView\":{i}}}"))}]";

        Assert.Contains("overlaps", Assert.Throws<ImportException>(() => sample.Import(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Definitions_that_are_repeated_without_end_are_refused()
    {
        var many = string.Join(',', Enumerable.Repeat("""{"primitives":[{"attributes":{"_A":0}}]}""", 2000));
        _folder.Write("model.gltf", $$"""{"asset":{"version":"2.0"},"accessors":[{"componentType":5121,"count":1,"type":"SCALAR","extras":"{{new string('x', 100_000)}}"}],"meshes":[{{many}}]}""");

        Assert.Contains("too often", Assert.Throws<ImportException>(() => new GltfImporter(_folder.Path).Import("model.gltf")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ten_thousand_images_and_views_are_soon_told_apart()
    {
        var sample = new GltfSample();
        sample.View(Samples.Noise(20_000, 1));
        for (var i = 0; i < 10_000; i++)
        {
            sample.View(i, 1);
        }

        sample.Rest = $"\"images\":[{string.Join(',', Enumerable.Range(1, 10_000).Select(i => $"{{\"bufferView\":{i}}}"))}]";

        Assert.Equal(10_000, sample.Import(_folder).Items.Count(item => item.Type == "texture"));
    }
}
