namespace TurtlGraph.Bundles;

/// <summary>The document's materials, each an asset that depends on the images of its textures, also of those in extensions.</summary>
internal sealed class GltfMaterials
{
    private static readonly string[] s_imageExtensions = ["KHR_texture_basisu", "EXT_texture_webp", "EXT_texture_avif", "MSFT_texture_dds"];

    private readonly GltfImages _images;
    private readonly GltfJson[] _textures;
    private readonly GltfJson[] _samplers;
    private readonly string[] _assets;

    public GltfMaterials(GltfModel model, GltfJson root, GltfImages images)
    {
        _images = images;
        _textures = root.List("textures");
        _samplers = root.List("samplers");
        var materials = root.List("materials");
        _assets = new string[materials.Length];
        for (var i = 0; i < materials.Length; i++)
        {
            _assets[i] = Add(model, materials[i], i);
        }
    }

    public int Count => _assets.Length;

    public string AssetOf(int material) => _assets[material];

    private string Add(GltfModel model, GltfJson material, int index)
    {
        var textures = new SortedSet<int>();
        FindTextures(material, textures);
        var images = textures.ToDictionary(texture => texture, texture => ImagesOf(_textures[texture]));
        var node = new ImportNode(model.Name("material", index), AssetTypes.Material)
        {
            Content = model.Describe(json =>
            {
                json.Raw("material", material);
                json.WriteStartObject("textures");
                foreach (var texture in textures)
                {
                    json.WriteStartObject(texture);
                    json.Raw("texture", _textures[texture]);
                    if (_textures[texture].Index("sampler", _samplers.Length) is { } sampler)
                    {
                        json.Raw("sampler", _samplers[sampler]);
                    }

                    json.WriteStartArray("images");
                    foreach (var image in images[texture])
                    {
                        json.WriteStringValue(_images.AssetOf(image));
                    }

                    json.WriteEndArray();
                    json.WriteEndObject();
                }

                json.WriteEndObject();
            }),
        };
        foreach (var image in images.Values.SelectMany(list => list))
        {
            _images.Link(node, image);
        }

        return model.Graph.Add(node).Name;
    }

    /// <summary>A texture is named by an object with an index, in a member called "...Texture".</summary>
    private void FindTextures(GltfJson json, SortedSet<int> found)
    {
        switch (json.Value.ValueKind)
        {
            case System.Text.Json.JsonValueKind.Object:
                foreach (var (name, member) in json.Members())
                {
                    if (name.EndsWith("exture", StringComparison.Ordinal) && member.Value.ValueKind == System.Text.Json.JsonValueKind.Object
                        && member.Index("index", _textures.Length) is { } texture)
                    {
                        found.Add(texture);
                    }

                    if (name != "extras")
                    {
                        FindTextures(member, found);
                    }
                }

                break;
            case System.Text.Json.JsonValueKind.Array:
                foreach (var element in json.Elements())
                {
                    FindTextures(element, found);
                }

                break;
        }
    }

    /// <summary>The image of a texture, and those of other kinds that extensions offer in its place.</summary>
    private List<int> ImagesOf(GltfJson texture)
    {
        var images = new List<int>();
        if (texture.Index("source", _images.Count) is { } source)
        {
            images.Add(source);
        }

        if (texture.TryFind("extensions", out var extensions))
        {
            foreach (var name in s_imageExtensions)
            {
                if (extensions.TryFind(name, out var extension) && extension.Index("source", _images.Count) is { } other)
                {
                    images.Add(other);
                }
            }
        }

        return images;
    }
}
