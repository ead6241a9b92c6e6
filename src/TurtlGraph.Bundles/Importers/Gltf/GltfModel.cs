namespace TurtlGraph.Bundles;

/// <summary>One model on its way into the graph: the parts of the document, read and checked in the order they need each other.</summary>
internal sealed class GltfModel(ImportGraph graph, string path, bool wholeBuffers)
{
    /// <summary>Required extensions that change neither where bytes lie nor where things stand, or that are followed.</summary>
    private static readonly HashSet<string> s_understood = new(StringComparer.Ordinal)
    {
        "KHR_mesh_quantization", "KHR_texture_basisu", "KHR_texture_transform", "KHR_lights_punctual", "KHR_materials_variants",
        "KHR_xmp_json_ld", "EXT_texture_webp", "EXT_texture_avif", "MSFT_texture_dds", "MSFT_lod", "KHR_animation_pointer",
    };

    private readonly ImportAllowance _allowance = new(path);

    public int Placements { get; private set; }

    public int SceneNodes { get; private set; }

    public ImportGraph Graph => graph;

    public string Path => path;

    public string Folder { get; } = ImportNames.FolderOf(path);

    /// <summary>The name of a part of the model.</summary>
    public string Name(string part, int index) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path}#{part}/{index}");

    public void Import()
    {
        var file = GltfFile.Open(graph.Files, path);
        _allowance.Grant(file.Json.Length);
        CheckVersion(file.Root);
        ReportExtensions(file.Root);
        var buffers = new GltfBuffers(this, file, wholeBuffers);
        var accessors = new GltfAccessors(file.Root, buffers);
        var images = new GltfImages(this, file.Root, buffers);
        buffers.Cut(accessors, images);
        images.Add();
        var materials = new GltfMaterials(this, file.Root, images);
        var meshes = new GltfMeshes(this, file.Root, accessors, materials);
        var placer = new GltfPlacer(this, file.Root, meshes);
        placer.PlaceAll();
        meshes.AddAnimations(file.Root, placer.Bounds);
        graph.Add(new ImportNode(path + "#scene", AssetTypes.Scene)
        {
            Content = GltfDocument.WithoutData(file, buffers, images),
            Bounds = placer.Bounds,
        });
        Placements = placer.Nodes;
        SceneNodes = placer.Nodes;
    }

    /// <summary>A document about a part of the model.</summary>
    public ImportContent Describe(Action<System.Text.Json.Utf8JsonWriter> write) => _allowance.Spend(ImportJson.Write(write));

    /// <summary>
    /// A file that the document names: its path in the folder, or null when it is not there. Addresses that are no path to a
    /// place in the folder are refused.
    /// </summary>
    public string? Locate(GltfJson uri)
    {
        var text = uri.Text();
        var decoded = Uri.UnescapeDataString(text);
        if (ImportNames.Resolve(Folder, decoded) is not { } found)
        {
            throw uri.Fault($"'{Shown(text)}' is not the path of a file in the model's folder");
        }

        // Some exporters write names as they are, also those with a percent sign.
        return graph.Files.Exists(found) ? found
            : ImportNames.Resolve(Folder, text) is { } literal && graph.Files.Exists(literal) ? literal
            : null;
    }

    /// <summary>The name under which a file that is not there is missed.</summary>
    public string Absent(GltfJson uri) => ImportNames.Short(ImportNames.Resolve(Folder, Uri.UnescapeDataString(uri.Text()))!);

    private static string Shown(string text) => text.Length <= 80 ? text : text[..80] + "...";

    private static void CheckVersion(GltfJson root)
    {
        var asset = root.Find("asset") ?? throw root.Fault("has no asset with a version");
        var version = asset.Text("minVersion") ?? asset.Text("version") ?? throw asset.Fault("has no version");
        if (!version.StartsWith("2.", StringComparison.Ordinal) || (asset.Text("minVersion") is { } least && least != "2.0"))
        {
            throw asset.Fault($"has version {Shown(version)}; only 2.0 is read");
        }
    }

    private void ReportExtensions(GltfJson root)
    {
        foreach (var extension in root.List("extensionsRequired"))
        {
            var name = extension.Text();
            if (!s_understood.Contains(name) && !name.StartsWith("KHR_materials_", StringComparison.Ordinal))
            {
                graph.Damaged.Add($"{path}: requires {Shown(name)}, which is not understood; its bytes are packed as they are");
            }
        }
    }
}
