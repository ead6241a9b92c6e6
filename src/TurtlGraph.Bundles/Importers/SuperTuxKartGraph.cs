using System.Xml.Linq;

namespace TurtlGraph.Bundles;

/// <summary>
/// Gathers the assets that a track reaches and what each depends on. Every asset is visited once, so cycles end; what is
/// not found is linked by the name it would have and reported.
/// </summary>
internal sealed class SuperTuxKartGraph(SuperTuxKartFiles files, string trackFolder)
{
    private static readonly string[] s_textureFolders = ["textures", "textures/deprecated", "textures/skybox", "gui/icons", "models"];

    private static readonly string[] s_musicFiles = ["file", "fast-filename"];

    private readonly Dictionary<string, SuperTuxKartNode> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SuperTuxKartMaterials> _materials = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SuperTuxKartModel> _models = new(StringComparer.Ordinal);
    private readonly Queue<(SuperTuxKartMaterials File, SuperTuxKartMaterial Material, SuperTuxKartNode Node)> _unread = [];
    private readonly List<DanglingReference> _dangling = [];
    private readonly List<string> _damaged = [];

    public SuperTuxKartFiles Files => files;

    public SuperTuxKartItems Items { get; } = new(files);

    public IEnumerable<SuperTuxKartNode> Nodes => _nodes.Values;

    public IReadOnlyList<DanglingReference> Dangling => _dangling;

    public IReadOnlyList<string> Damaged => _damaged;

    public SuperTuxKartNode File(string path, byte type)
    {
        if (!_nodes.TryGetValue(path, out var node))
        {
            node = new SuperTuxKartNode(path, type);
            _nodes.Add(path, node);
        }

        return node;
    }

    public SuperTuxKartNode Add(SuperTuxKartNode node)
    {
        _nodes.Add(node.Name, node);
        return node;
    }

    /// <summary>Where a scene in <paramref name="folder"/> finds a model; null when it is nowhere.</summary>
    public string? FindModel(string name, string folder) => files.Find(name, folder, "models");

    /// <summary>
    /// A model's header. On the first call for a model the materials and textures that it names become its dependencies;
    /// a damaged model keeps its bytes, has none, and is reported.
    /// </summary>
    public SuperTuxKartModel Model(string path)
    {
        if (_models.TryGetValue(path, out var model))
        {
            return model;
        }

        model = SuperTuxKartModel.TryRead(files.FullPath(path), out var problem);
        if (model is null)
        {
            _damaged.Add($"{path}: {problem}");
            model = SuperTuxKartModel.Empty;
        }

        _models.Add(path, model);
        var node = File(path, AssetTypes.Mesh);
        foreach (var (first, second) in model.Textures)
        {
            Surface(node, first, second, path[..Math.Max(path.LastIndexOf('/'), 0)], path, 0);
        }

        return model;
    }

    /// <summary>Links what a texture name means: the material of that name where one is declared, else the texture itself.</summary>
    public void Surface(SuperTuxKartNode from, string first, string second, string folder, string file, int line)
    {
        if (first.Length == 0)
        {
            return;
        }

        foreach (var materials in MaterialsFor(folder))
        {
            if (materials.Find(first, second) is { } material)
            {
                from.Link(Material(materials, material).Name);
                if (second.Length > 0 && material.SecondTexture != second)
                {
                    Texture(from, second, folder, file, line);
                }

                return;
            }
        }

        Texture(from, first, folder, file, line);
        if (second.Length > 0)
        {
            Texture(from, second, folder, file, line);
        }
    }

    public void Texture(SuperTuxKartNode from, string name, string folder, string file, int line) =>
        Leaf(from, files.Find(name, [folder, trackFolder, .. s_textureFolders]), AssetTypes.Texture, name, folder, file, line);

    public void Sound(SuperTuxKartNode from, string name, string folder, string file, int line)
    {
        var fileName = name.Contains('.') ? name : name + ".ogg";
        Leaf(from, files.Find(fileName, folder, trackFolder, "sfx"), AssetTypes.Audio, fileName, folder, file, line);
    }

    public void Particles(SuperTuxKartNode from, string name, string folder, string file, int line)
    {
        var path = files.Find(name, folder, trackFolder, "gfx");
        if (Leaf(from, path, AssetTypes.Other, name, folder, file, line) is { DependsOn.Count: 0 } node)
        {
            foreach (var material in Roots(path!).Elements("material"))
            {
                if (SuperTuxKartXml.Text(material, "file") is { } texture)
                {
                    Surface(node, texture, "", folder, path!, SuperTuxKartXml.Line(material));
                }
            }
        }
    }

    /// <summary>Links a music description and the sounds it plays, which lie beside it.</summary>
    public void Music(SuperTuxKartNode from, string name, string file, int line)
    {
        var path = files.Find(name, trackFolder, "music");
        if (Leaf(from, path, AssetTypes.Other, name, trackFolder, file, line) is not { DependsOn.Count: 0 } node)
        {
            return;
        }

        foreach (var music in Roots(path!))
        {
            foreach (var sound in s_musicFiles.Select(name => SuperTuxKartXml.Text(music, name)).OfType<string>())
            {
                Sound(node, sound, path![..path!.LastIndexOf('/')], path, SuperTuxKartXml.Line(music));
            }
        }
    }

    /// <summary>Adds every material that a folder declares, used or not: the game loads them together.</summary>
    public void AllMaterials(string folder)
    {
        var materials = MaterialsIn(folder);
        foreach (var material in materials.All)
        {
            Material(materials, material);
        }
    }

    /// <summary>Follows the materials that were linked so far. They may refer to each other in circles: each is followed once.</summary>
    public void ReadMaterials()
    {
        while (_unread.TryDequeue(out var next))
        {
            var (file, material, node) = next;
            Texture(node, material.Texture, file.Folder, file.Path, material.Line);
            if (material.SecondTexture.Length > 0)
            {
                Texture(node, material.SecondTexture, file.Folder, file.Path, material.Line);
            }

            foreach (var layer in material.Layers)
            {
                Surface(node, layer, "", file.Folder, file.Path, material.Line);
            }

            foreach (var particles in material.Particles)
            {
                Particles(node, particles, file.Folder, file.Path, material.Line);
            }

            foreach (var sound in material.Sounds)
            {
                Sound(node, sound, file.Folder, file.Path, material.Line);
            }

            Shader(node, material.Shader, file.Folder);
        }
    }

    public void Missing(SuperTuxKartNode from, string target, string file, int line)
    {
        if (from.Link(target))
        {
            _dangling.Add(new DanglingReference(from.Name, target, file, line));
        }
    }

    /// <summary>Only shaders that a scene brings itself: the built-in ones belong to the engine.</summary>
    private void Shader(SuperTuxKartNode from, string? name, string folder)
    {
        if (name is null || files.Find($"sps_{name}.xml", folder) is not { } path)
        {
            return;
        }

        var node = File(path, AssetTypes.Shader);
        if (from.Link(path) && node.DependsOn.Count == 0)
        {
            foreach (var pass in Roots(path).Elements())
            {
                foreach (var attribute in pass.Attributes().Where(a => a.Name.LocalName.EndsWith("-shader", StringComparison.Ordinal)))
                {
                    Leaf(node, files.Find(attribute.Value, folder, "shaders"), AssetTypes.Shader, attribute.Value, folder, path, SuperTuxKartXml.Line(pass));
                }
            }
        }
    }

    /// <summary>
    /// The root of a leaf document, or nothing when it is damaged: the game reads such files with a parser that forgives
    /// more, so they do not stop an import. Their bytes are packed, their references are unknown, and they are reported.
    /// </summary>
    private XElement[] Roots(string path)
    {
        try
        {
            return [SuperTuxKartXml.Load(files, path)];
        }
        catch (ImportException e)
        {
            _damaged.Add(e.Message);
            return [];
        }
    }

    private SuperTuxKartNode Material(SuperTuxKartMaterials file, SuperTuxKartMaterial material)
    {
        if (!_nodes.TryGetValue(material.Asset, out var node))
        {
            node = Add(new SuperTuxKartNode(material.Asset, AssetTypes.Material) { Content = material.Content });
            _unread.Enqueue((file, material, node));
        }

        return node;
    }

    private IEnumerable<SuperTuxKartMaterials> MaterialsFor(string folder)
    {
        yield return MaterialsIn(folder);
        if (folder != trackFolder)
        {
            yield return MaterialsIn(trackFolder);
        }

        yield return MaterialsIn("textures");
        yield return MaterialsIn("textures/deprecated");
        yield return MaterialsIn("models");
    }

    private SuperTuxKartMaterials MaterialsIn(string folder)
    {
        if (!_materials.TryGetValue(folder, out var materials))
        {
            materials = SuperTuxKartMaterials.Load(files, folder);
            _materials.Add(folder, materials);
        }

        return materials;
    }

    private SuperTuxKartNode? Leaf(SuperTuxKartNode from, string? path, byte type, string name, string folder, string file, int line)
    {
        if (path is null)
        {
            Missing(from, SuperTuxKartFiles.AssetName(folder, name), file, line);
            return null;
        }

        from.Link(path);
        return File(path, type);
    }
}
