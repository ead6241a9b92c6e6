using System.Numerics;
using System.Text;

namespace TurtlGraph.Bundles.Tests;

public sealed class GltfImporterTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("glb")]
    [InlineData("gltf")]
    [InlineData("embedded")]
    public void Bytes_of_views_and_images_come_out_of_the_bundle_as_they_went_in(string container)
    {
        var sample = GltfSample.Robot();
        var import = sample.Import(_folder, container);
        var model = container == "glb" ? "model.glb" : "model.gltf";

        var packed = import.RoundTrip(_folder);

        Assert.Equal(sample.Buffer[..36], packed[model + "#view/0"]);
        Assert.Equal(sample.Buffer[36..42], packed[model + "#view/1"]);
        Assert.Equal(sample.Buffer[44..125], packed[model + "#image/0.png"]);
        Assert.Equal(sample.Buffer[128..164], packed[model + "#view/3"]);
        Assert.False(packed.ContainsKey(model + "#view/2"), "the image's view is stored twice");
        Assert.Equal("mesh", import.Item(model + "#view/0").Type);
        Assert.Equal("texture", import.Item(model + "#image/0.png").Type);
        Assert.Empty(import.Dangling);
        Assert.Empty(import.Damaged);
    }

    [Fact]
    public void Bounds_follow_nested_transforms()
    {
        var import = GltfSample.Robot().Import(_folder);

        // Mesh 0: centre (0, 1, 0), shifted to (1, 1, 0), doubled, turned a quarter about y so that x points to -z, shifted by (10, 0, 0).
        var body = import.Item("model.glb#node/1");
        Imports.Near(new Vector3(10, 2, -2), body.Position);
        Assert.Equal(2 * MathF.Sqrt(3), body.Radius, 1e-3);
        // Mesh 1 has no min and max: its vertices fill (4, 4, 4) to (6, 8, 6); the matrix lifts it by 5.
        var other = import.Item("model.glb#node/2");
        Imports.Near(new Vector3(10 + 10, 22, -10), other.Position);
        Assert.Equal(2 * MathF.Sqrt(6), other.Radius, 1e-3);
        var scene = import.Item("model.glb#scene");
        Assert.All([body, other], node => Assert.True(Vector3.Distance(scene.Position!.Value, node.Position!.Value) + node.Radius <= scene.Radius + 1e-3f));
        Assert.Equal((2, 2), (import.Placements, import.SceneNodes));
    }

    [Fact]
    public void Nodes_reach_meshes_and_meshes_their_bytes_and_images()
    {
        var import = GltfSample.Robot().Import(_folder);

        Assert.Equal(["model.glb#mesh/0", "model.glb#skin/0"], import.Item("model.glb#node/1").DependsOn);
        Assert.Equal(["model.glb#view/0", "model.glb#view/1", "model.glb#material/0"], import.Item("model.glb#mesh/0").DependsOn);
        Assert.Equal(["model.glb#view/1", "model.glb#view/3", "model.glb#material/1"], import.Item("model.glb#mesh/1").DependsOn);
        Assert.Equal(["model.glb#image/0.png"], import.Item("model.glb#material/0").DependsOn);
        Assert.Equal(["model.glb#view/5"], import.Item("model.glb#skin/0").DependsOn);
        Assert.Equal(["model.glb#view/3", "model.glb#view/4"], import.Item("model.glb#animation/0").DependsOn);
        Assert.Equal(import.Item("model.glb#scene").Position, import.Item("model.glb#animation/0").Position);
    }

    [Fact]
    public void A_mesh_says_where_its_numbers_lie_and_a_node_where_it_stands()
    {
        var import = GltfSample.Robot().Import(_folder);

        var mesh = import.Json("model.glb#mesh/0");
        Assert.Equal("body", mesh.GetProperty("mesh").GetProperty("name").GetString());
        Assert.Equal(5123, mesh.GetProperty("accessors").GetProperty("1").GetProperty("componentType").GetInt32());
        var view = mesh.GetProperty("views").GetProperty("1");
        Assert.Equal(("model.glb#view/1", 0, 6), (view.GetProperty("asset").GetString(), view.GetProperty("offset").GetInt64(), view.GetProperty("length").GetInt64()));
        var node = import.Json("model.glb#node/2");
        Assert.Equal("model.glb#mesh/1", node.GetProperty("mesh").GetString());
        Assert.Equal([10, 10, 0, 1], node.GetProperty("transform").EnumerateArray().Skip(12).Select(e => MathF.Round(e.GetSingle(), 3)));
        var texture = import.Json("model.glb#material/0").GetProperty("textures").GetProperty("0");
        Assert.Equal("model.glb#image/0.png", texture.GetProperty("images")[0].GetString());
        Assert.Equal(33071, texture.GetProperty("sampler").GetProperty("wrapS").GetInt32());
    }

    [Fact]
    public void The_document_goes_without_the_data_that_it_embeds()
    {
        var sample = GltfSample.Robot();
        sample.Rest = sample.Rest.Replace("""{"bufferView":2,"mimeType":"image/png"}""", """{"uri":"data:image/jpeg;base64,AAEC\/w=="}""", StringComparison.Ordinal);

        var import = sample.Import(_folder, "embedded");

        var scene = import.Json("model.gltf#scene");
        Assert.Equal("model.gltf#image/0.jpg", scene.GetProperty("images")[0].GetProperty("uri").GetString());
        Assert.Equal("model.gltf#buffer/0", scene.GetProperty("buffers")[0].GetProperty("uri").GetString());
        Assert.Equal(new byte[] { 0, 1, 2, 255 }, import.Bytes("model.gltf#image/0.jpg"));
        Assert.Equal(sample.Document("model.bin").Length, import.Bytes("model.gltf#scene").Length - "\"model.gltf#image/0.jpg\"".Length + "\"data:image/jpeg;base64,AAEC\\/w==\"".Length - "model.gltf#buffer/0".Length + "model.bin".Length);
    }

    [Fact]
    public void A_document_without_data_is_kept_byte_by_byte()
    {
        var sample = GltfSample.Robot();

        Assert.Equal(Encoding.UTF8.GetBytes(sample.Document("model.bin")), sample.Import(_folder, "gltf").Bytes("model.gltf#scene"));
        Assert.Equal(sample.Document(null), Encoding.UTF8.GetString(sample.Import(_folder).Bytes("model.glb#scene")).TrimEnd());
    }

    [Fact]
    public void Views_that_overlap_are_one_asset()
    {
        var sample = new GltfSample();
        sample.View(Samples.Noise(100, 1));
        sample.View(12, 20);
        sample.View(20, 4);
        sample.View(Samples.Noise(8, 2));
        sample.Rest = """
            "accessors":[{"bufferView":1,"componentType":5121,"count":20,"type":"SCALAR"},{"bufferView":3,"componentType":5121,"count":8,"type":"SCALAR"}],
            "meshes":[{"primitives":[{"attributes":{"_A":0,"_B":1}}]}]
            """;

        var import = sample.Import(_folder);

        Assert.Equal(["model.glb#view/0", "model.glb#view/3"], import.Item("model.glb#mesh/0").DependsOn);
        Assert.Equal(sample.Buffer[..100], import.Bytes("model.glb#view/0"));
        Assert.Equal(12, import.Json("model.glb#mesh/0").GetProperty("views").GetProperty("1").GetProperty("offset").GetInt32());
        Assert.Equal(2, import.Items.Count(item => item.Name.Contains("#view", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("glb", "model.glb#buffer/0")]
    [InlineData("gltf", "model.bin")]
    public void Buffers_may_stay_whole(string container, string buffer)
    {
        var sample = GltfSample.Robot();
        var import = new GltfImporter(_folder.Path) { WholeBuffers = true }.Import(sample.Write(_folder, container));

        Assert.Equal([buffer, buffer[..5] + (container == "glb" ? ".glb" : ".gltf") + "#material/0"], import.Items.Single(item => item.Name.EndsWith("#mesh/0", StringComparison.Ordinal)).DependsOn);
        Assert.Equal(sample.Buffer, import.Bytes(buffer));
        Assert.Equal(36, import.Items.Single(item => item.Name.EndsWith("#mesh/0", StringComparison.Ordinal)) is { } mesh
            ? import.Json(mesh.Name).GetProperty("views").GetProperty("1").GetProperty("offset").GetInt32() : -1);
    }

    [Fact]
    public void A_buffer_of_one_view_is_the_file_itself()
    {
        var sample = new GltfSample();
        sample.View(Vector3.Zero, Vector3.One, Vector3.UnitX);
        sample.Rest = """
            "accessors":[{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3"}],"meshes":[{"primitives":[{"attributes":{"POSITION":0}}]}]
            """;

        var import = sample.Import(_folder, "gltf");

        Assert.Equal(["model.bin"], import.Item("model.gltf#mesh/0").DependsOn);
        Assert.Equal(_folder["model.bin"], import.Item("model.bin").FilePath);
    }

    [Fact]
    public void Models_of_one_folder_share_their_images()
    {
        var sample = GltfSample.Robot();
        sample.Rest = sample.Rest.Replace("""{"bufferView":2,"mimeType":"image/png"}""", """{"uri":"../tex/a%20b.png"}""", StringComparison.Ordinal);
        _folder.Write("tex/a b.png", "pixels");

        var import = new GltfImporter(_folder.Path).Import(sample.Write(_folder, "glb", "one/m"), sample.Write(_folder, "gltf", "two/m"));

        Assert.Equal(["tex/a b.png"], import.Item("one/m.glb#material/0").DependsOn);
        Assert.Equal(["tex/a b.png"], import.Item("two/m.gltf#material/0").DependsOn);
        Assert.Equal(_folder["tex/a b.png"], import.Item("tex/a b.png").FilePath);
        Assert.Equal(4, import.SceneNodes);
    }

    [Fact]
    public void What_is_missing_is_reported_and_stays_a_dependency()
    {
        var sample = GltfSample.Robot();
        sample.Rest = sample.Rest.Replace("""{"bufferView":2,"mimeType":"image/png"}""", """{"uri":"gone.png"}""", StringComparison.Ordinal);
        var model = sample.Write(_folder, "gltf");
        File.Delete(_folder["model.bin"]);

        var import = new GltfImporter(_folder.Path).Import(model);

        Assert.Contains("gone.png", import.Item("model.gltf#material/0").DependsOn);
        Assert.Contains("model.bin", import.Item("model.gltf#mesh/1").DependsOn);
        Assert.Contains(import.Dangling, d => d is { From: "model.gltf#material/0", To: "gone.png", File: "model.gltf" });
        Assert.Contains(import.Dangling, d => d is { From: "model.gltf#mesh/0", To: "model.bin" });
        // Bounds that the document states are still known.
        Assert.Equal(2 * MathF.Sqrt(3), import.Item("model.gltf#node/1").Radius, 1e-3);
    }

    [Fact]
    public void Levels_of_detail_share_a_group()
    {
        var sample = GltfSample.Robot();
        sample.Rest = sample.Rest.Replace("""{"mesh":0,"skin":0,"translation":[1,0,0]}""", """{"mesh":0,"translation":[1,0,0],"extensions":{"MSFT_lod":{"ids":[2]}}}""", StringComparison.Ordinal)
            .Replace("\"children\":[1,2]", "\"children\":[1]", StringComparison.Ordinal);

        var import = sample.Import(_folder);

        var (fine, coarse) = (import.Item("model.glb#node/1"), import.Item("model.glb#node/2"));
        Assert.Equal((0, 1), (fine.Lod, coarse.Lod));
        Assert.Equal("model.glb#node/1", fine.LodGroup);
        Assert.Equal(fine.LodGroup, coarse.LodGroup);
        Imports.Near(new Vector3(20, 22, -10), coarse.Position);
    }

    [Theory]
    [InlineData("""["KHR_draco_mesh_compression"]""", 1)]
    [InlineData("""["KHR_mesh_quantization","KHR_materials_unlit"]""", 0)]
    [InlineData("[]", 0)]
    public void Only_extensions_that_are_required_and_not_understood_are_reported(string required, int reports)
    {
        var sample = GltfSample.Robot();
        sample.Rest += $$""","extensionsUsed":["KHR_draco_mesh_compression"],"extensionsRequired":{{required}}""";

        Assert.Equal(reports, sample.Import(_folder).Damaged.Count);
    }

    [Fact]
    public void Compressed_meshes_pass_through_and_depend_on_their_bytes()
    {
        var sample = new GltfSample();
        var draco = Samples.Noise(50, 1);
        var meshopt = Samples.Noise(30, 2);
        sample.View(draco);
        sample.View(0, 4, ""","extensions":{"EXT_meshopt_compression":{"buffer":0,"byteOffset":52,"byteLength":30,"byteStride":12,"count":3}}""");
        sample.View(meshopt);
        sample.Rest = """
            "accessors":[
              {"componentType":5126,"count":30,"type":"VEC3","min":[0,0,0],"max":[2,2,2]},
              {"bufferView":1,"componentType":5121,"count":3,"type":"SCALAR"}],
            "meshes":[{"primitives":[{"attributes":{"POSITION":0,"_A":1},"extensions":{"KHR_draco_mesh_compression":{"bufferView":0,"attributes":{"POSITION":0}}}}]}],
            "nodes":[{"mesh":0}]
            """;

        var import = sample.Import(_folder);

        Assert.Equal(["model.glb#view/0", "model.glb#view/1"], import.Item("model.glb#mesh/0").DependsOn);
        Assert.Equal(draco, import.Bytes("model.glb#view/0"));
        Assert.Equal(meshopt, import.Bytes("model.glb#view/1"));
        Imports.Near(Vector3.One, import.Item("model.glb#node/0").Position);
    }
}
