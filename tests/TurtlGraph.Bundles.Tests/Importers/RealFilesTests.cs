using System.Numerics;

namespace TurtlGraph.Bundles.Tests;

public sealed class RealFilesTests : IDisposable
{
    private const string Models = "/usr/share/assimp/models";
    private const string Simulator = "/usr/share/games/flightgear";
    private const string SimulatorModels = Simulator + "/Models";

    /// <summary>Models that are broken on purpose, with a word of why they are refused.</summary>
    private static readonly Dictionary<string, string> s_broken = new()
    {
        ["IncorrectVertexArrays/Cube.gltf"] = "bufferViews[2]",
        ["RecursiveNodes/RecursiveNodes.gltf"] = "nodes[1].children[0]",
        ["wrongTypes/badArray.gltf"] = "meshes[0].primitives",
        ["wrongTypes/badUint.gltf"] = "baseColorTexture.index",
    };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PackageFact("assimp-testmodels", Models + "/glTF2")]
    public void Every_gltf_2_model_is_sound_and_the_broken_ones_are_refused()
    {
        var importer = new GltfImporter(Models + "/glTF2");
        var broken = new HashSet<string>();
        var models = Files(Models + "/glTF2", ".gltf", ".glb");
        foreach (var model in models)
        {
            try
            {
                importer.Import(model).CheckSound(Models + "/glTF2");
            }
            catch (ImportException e) when (s_broken.FirstOrDefault(known => model.EndsWith(known.Key, StringComparison.Ordinal)) is { Value: { } reason })
            {
                Assert.Contains(reason, e.Message, StringComparison.Ordinal);
                broken.Add(model);
            }
        }

        Assert.True(models.Length >= 40, $"only {models.Length} models");
        Assert.Equal(s_broken.Count, broken.Count);
    }

    [PackageFact("assimp-testmodels", Models + "/glTF2")]
    public void A_binary_model_and_its_compressed_twin_stand_in_the_same_places()
    {
        var plain = new GltfImporter(Models + "/glTF2/2CylinderEngine-glTF-Binary").Import("2CylinderEngine.glb");
        var packed = new GltfImporter(Models + "/glTF2/draco").Import("2CylinderEngine.gltf");

        Assert.Equal(67, plain.SceneNodes);
        Assert.Empty(plain.Damaged);
        Assert.Contains("KHR_draco_mesh_compression", Assert.Single(packed.Damaged), StringComparison.Ordinal);
        var (scene, twin) = (plain.Item("2CylinderEngine.glb#scene"), packed.Item("2CylinderEngine.gltf#scene"));
        Imports.Near(scene.Position!.Value, twin.Position, scene.Radius / 100);
        Assert.Equal(scene.Radius, twin.Radius, scene.Radius / 100);
    }

    [PackageFact("assimp-testmodels", Models + "/glTF2")]
    public void Real_binary_models_keep_their_bytes_through_a_bundle()
    {
        const string Folder = Models + "/glTF2/BoxTextured-glTF-Binary";
        var file = File.ReadAllBytes(Folder + "/BoxTextured.glb");

        var packed = new GltfImporter(Folder).Import("BoxTextured.glb").RoundTrip(_folder);

        Assert.All(
            packed.Where(entry => entry.Key.Contains("#view/", StringComparison.Ordinal) || entry.Key.Contains("#image/", StringComparison.Ordinal)),
            entry => Assert.True(file.AsSpan().IndexOf(entry.Value) > 0, entry.Key));
        Assert.True(packed.Single(entry => entry.Key.EndsWith("#image/0.png", StringComparison.Ordinal)).Value.AsSpan(1).StartsWith("PNG"u8));
    }

    [PackageFact("assimp-testmodels", Models + "/OBJ")]
    public void Every_wavefront_model_is_sound_and_keeps_its_bytes()
    {
        var models = Files(Models + "/OBJ", ".obj").Where(name => !name.Contains("UTF16", StringComparison.Ordinal)).ToArray();
        foreach (var model in models)
        {
            var import = new ObjImporter(Models + "/OBJ").Import(model);
            import.CheckSound(Models + "/OBJ");
            var segments = import.Json(model + "#scene").GetProperty("segments").EnumerateArray();
            Assert.Equal(File.ReadAllBytes($"{Models}/OBJ/{model}"), segments.SelectMany(segment => import.Bytes(segment.GetProperty("asset").GetString()!)));
        }

        Assert.True(models.Length >= 15, $"only {models.Length} models");
        var spider = new ObjImporter(Models + "/OBJ").Import("spider.obj");
        Assert.Equal(19, spider.SceneNodes);
        Assert.Empty(spider.Dangling);
    }

    [PackageFact("assimp-testmodels", Models + "/AC")]
    public void Every_ac3d_model_has_a_box()
    {
        foreach (var model in Files(Models + "/AC", ".ac").Where(name => !name.Contains("UTF16", StringComparison.Ordinal)))
        {
            var geometry = FlightGearGeometry.Read(ImportContent.OfFile($"{Models}/AC/{model}"), model, out var problem);
            Assert.True(geometry is { Box.IsEmpty: false }, $"{model}: {problem}");
        }
    }

    [PackageFact("flightgear-data-base", Simulator + "/Scenery/Terrain")]
    public void All_base_scenery_is_imported_and_things_stand_on_their_tiles()
    {
        var importer = new FlightGearImporter(Simulator);
        foreach (var region in importer.Regions)
        {
            var import = importer.Import(region);
            var ground = import.Items.Where(item => item is { Type: "terrain", Position: not null }).ToArray();
            var standing = import.Items.Where(item => item.Name.Contains(".stg#", StringComparison.Ordinal)).ToArray();

            Assert.NotEmpty(ground);
            // Some buoys float where the package has no sea.
            var onTiles = standing.Count(item => ground.Any(tile => Vector3.Distance(tile.Position!.Value, item.Position!.Value) < tile.Radius + 2000));
            Assert.True(onTiles >= standing.Length * 0.98, $"{region}: {onTiles} of {standing.Length}");
            Assert.All(import.Items.Where(item => item.Name.EndsWith(".btg.gz", StringComparison.Ordinal)), item => Assert.NotNull(item.Position));
        }
    }

    [PackageFact("flightgear-data-models", SimulatorModels)]
    public void Base_scenery_reaches_nearly_everything_it_names()
    {
        var import = new FlightGearImporter(Simulator).Import();

        Assert.True(import is { Tiles: > 800, Placements: > 4000 }, $"{import.Tiles} tiles, {import.Placements} placements");
        Assert.InRange(import.Dangling.Count, 0, 10);
        Assert.InRange(import.Damaged.Count, 0, 10);
        Assert.Equal(4, Depth(import));
    }

    /// <summary>The longest way from a placement along dependencies, without circles.</summary>
    private static int Depth(AssetImport import)
    {
        var items = import.Items.ToDictionary(item => item.Name);
        var depths = new Dictionary<string, int>();
        int Of(string name)
        {
            if (!depths.TryGetValue(name, out var depth))
            {
                depths[name] = 0;
                depth = items.TryGetValue(name, out var item) && item.DependsOn.Count > 0 ? 1 + item.DependsOn.Max(Of) : 0;
                depths[name] = depth;
            }

            return depth;
        }

        return import.Items.Max(item => Of(item.Name));
    }

    private static string[] Files(string folder, params string[] endings) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => endings.Contains(Path.GetExtension(file)))
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];
}
