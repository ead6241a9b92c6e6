namespace TurtlGraph.Bundles;

/// <summary>The document's meshes, skins and animations: assets that describe where their numbers lie and depend on those.</summary>
internal sealed class GltfMeshes
{
    private readonly GltfModel _model;
    private readonly GltfAccessors _accessors;
    private readonly GltfMaterials _materials;
    private readonly string[] _meshes;
    private readonly string[] _skins;
    private readonly Box[] _boxes;

    public GltfMeshes(GltfModel model, GltfJson root, GltfAccessors accessors, GltfMaterials materials)
    {
        _model = model;
        _accessors = accessors;
        _materials = materials;
        var meshes = root.List("meshes");
        _boxes = Array.ConvertAll(meshes, BoxOf);
        _meshes = [.. meshes.Select(AddMesh)];
        _skins = [.. root.List("skins").Select(AddSkin)];
    }

    public int Count => _meshes.Length;

    public int SkinCount => _skins.Length;

    public string AssetOf(int mesh) => _meshes[mesh];

    public string SkinOf(int skin) => _skins[skin];

    public Box BoxOf(int mesh) => _boxes[mesh];

    /// <summary>Animations stand where the whole model does, for any of its nodes may move.</summary>
    public void AddAnimations(GltfJson root, BoundingSphere bounds)
    {
        var index = 0;
        foreach (var animation in root.List("animations"))
        {
            var accessors = new SortedSet<int>();
            foreach (var sampler in animation.List("samplers"))
            {
                Use(sampler, "input", accessors);
                Use(sampler, "output", accessors);
            }

            Add("animation", index++, AssetTypes.Animation, animation, accessors, []).Bounds = bounds;
        }
    }

    private string AddMesh(GltfJson mesh, int index)
    {
        var accessors = new SortedSet<int>();
        var packed = new SortedSet<int>();
        var materials = new SortedSet<int>();
        foreach (var primitive in mesh.List("primitives"))
        {
            Use(primitive, "indices", accessors);
            foreach (var attributes in primitive.List("targets").Append(primitive.Find("attributes") ?? throw primitive.Fault("has no attributes")))
            {
                foreach (var (_, attribute) in attributes.Members())
                {
                    accessors.Add(attribute.Index(_accessors.Count));
                }
            }

            if (_accessors.PackedView(primitive) is { } view)
            {
                packed.Add(view);
            }

            UseMaterials(primitive, materials);
        }

        var node = Add("mesh", index, AssetTypes.Mesh, mesh, accessors, packed);
        foreach (var material in materials)
        {
            node.Link(_materials.AssetOf(material));
        }

        return node.Name;
    }

    private string AddSkin(GltfJson skin, int index)
    {
        var accessors = new SortedSet<int>();
        Use(skin, "inverseBindMatrices", accessors);
        return Add("skin", index, AssetTypes.Animation, skin, accessors, []).Name;
    }

    private void UseMaterials(GltfJson primitive, SortedSet<int> materials)
    {
        if (primitive.Index("material", _materials.Count) is { } material)
        {
            materials.Add(material);
        }

        if (primitive.TryFind("extensions", out var extensions) && extensions.TryFind("KHR_materials_variants", out var variants))
        {
            foreach (var mapping in variants.List("mappings"))
            {
                materials.Add(mapping.Index("material", _materials.Count) ?? throw mapping.Fault("has no material"));
            }
        }
    }

    private void Use(GltfJson json, string member, SortedSet<int> accessors)
    {
        if (json.Index(member, _accessors.Count) is { } accessor)
        {
            accessors.Add(accessor);
        }
    }

    private ImportNode Add(string part, int index, byte type, GltfJson definition, SortedSet<int> accessors, SortedSet<int> packed)
    {
        var views = new SortedSet<int>(accessors.SelectMany(accessor => _accessors[accessor].Views()).Concat(packed));
        var node = new ImportNode(_model.Name(part, index), type)
        {
            Content = _model.Describe(json =>
            {
                json.Raw(part, definition);
                json.WriteStartObject("accessors");
                foreach (var accessor in accessors)
                {
                    json.Raw(accessor, _accessors[accessor].Json);
                }

                json.WriteEndObject();
                json.WriteStartObject("views");
                foreach (var view in views)
                {
                    WriteView(json, view);
                }

                json.WriteEndObject();
            }),
        };
        foreach (var view in views)
        {
            _accessors.Buffers.Link(node, view);
        }

        return _model.Graph.Add(node);
    }

    private void WriteView(System.Text.Json.Utf8JsonWriter json, int view)
    {
        var (asset, offset) = _accessors.Buffers.Place(view);
        json.WriteStartObject(view);
        json.WriteString("asset", asset);
        json.WriteNumber("offset", offset);
        json.WriteNumber("length", _accessors.Buffers.Views[view].Length);
        json.Raw("view", _accessors.Buffers.Views[view].Json);
        json.WriteEndObject();
    }

    /// <summary>All primitives, as they are and with each morph target at weight 1.</summary>
    private Box BoxOf(GltfJson mesh)
    {
        var box = Box.Empty;
        foreach (var primitive in mesh.List("primitives"))
        {
            if (primitive.Find("attributes")?.Index("POSITION", _accessors.Count) is not { } position)
            {
                continue;
            }

            var rest = _accessors.BoxOf(position);
            box = box.With(rest);
            foreach (var target in primitive.List("targets"))
            {
                if (target.Index("POSITION", _accessors.Count) is { } shift && _accessors.BoxOf(shift) is { IsEmpty: false } moved && !rest.IsEmpty)
                {
                    box = box.With(new Box(rest.Min + moved.Min, rest.Max + moved.Max));
                }
            }
        }

        return box;
    }
}
