using System.Xml.Linq;

namespace TurtlGraph.Bundles;

/// <summary>
/// Gathers the assets that a track reaches and what each depends on. Every asset is visited once, so cycles end; what is
/// not found is linked by the name it would have and reported.
/// </summary>
internal sealed class SuperTuxKartGraph(ImportFiles files, string trackFolder) : ImportGraph(files)
{
    private static readonly string[] s_textureFolders = ["textures", "textures/deprecated", "textures/skybox", "gui/icons", "models"];

    private static readonly string[] s_musicFiles = ["file", "fast-filename"];

    private readonly Dictionary<string, SuperTuxKartMaterials> _materials = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SuperTuxKartModel> _models = new(StringComparer.Ordinal);
    private readonly Queue<(SuperTuxKartMaterials File, SuperTuxKartMaterial Material, ImportNode Node)> _unread = [];

    public SuperTuxKartItems Pickups { get; } = new(files);

    /// <summary>Where a scene in <paramref name="folder"/> finds a model; null when it is nowhere.</summary>
    public string? FindModel(string name, string folder) => Files.Find(name, folder, "models");

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

        model = SuperTuxKartModel.TryRead(Files.FullPath(path), out var problem);
        if (model is null)
        {
            Damaged.Add($"{path}: {problem}");
            model = SuperTuxKartModel.Empty;
        }

        _models.Add(path, model);
        var node = File(path, AssetTypes.Mesh);
        foreach (var (first, second) in model.Textures)
        {
            Surface(node, first, second, ImportNames.FolderOf(path), path, 0);
        }

        return model;
    }

    /// <summary>Links what a texture name means: the material of that name where one is declared, else the texture itself.</summary>
    public void Surface(ImportNode from, string first, string second, string folder, string file, int line)
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

    public void Texture(ImportNode from, string name, string folder, string file, int line) =>
        Leaf(from, Files.Find(name, [folder, trackFolder, .. s_textureFolders]), AssetTypes.Texture, name, folder, file, line);

    public void Sound(ImportNode from, string name, string folder, string file, int line)
    {
        var fileName = name.Contains('.') ? name : name + ".ogg";
        Leaf(from, Files.Find(fileName, folder, trackFolder, "sfx"), AssetTypes.Audio, fileName, folder, file, line);
    }

    public void Particles(ImportNode from, string name, string folder, string file, int line)
    {
        var path = Files.Find(name, folder, trackFolder, "gfx");
        if (Leaf(from, path, AssetTypes.Other, name, folder, file, line) is { DependsOn.Count: 0 } node)
        {
            foreach (var material in Roots(path!).Elements("material"))
            {
                if (ImportXml.Text(material, "file") is { } texture)
                {
                    Surface(node, texture, "", folder, path!, ImportXml.Line(material));
                }
            }
        }
    }

    /// <summary>Links a music description and the sounds it plays, which lie beside it.</summary>
    public void Music(ImportNode from, string name, string file, int line)
    {
        var path = Files.Find(name, trackFolder, "music");
        if (Leaf(from, path, AssetTypes.Other, name, trackFolder, file, line) is not { DependsOn.Count: 0 } node)
        {
            return;
        }

        foreach (var music in Roots(path!))
        {
            foreach (var sound in s_musicFiles.Select(name => ImportXml.Text(music, name)).OfType<string>())
            {
                Sound(node, sound, path![..path!.LastIndexOf('/')], path, ImportXml.Line(music));
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

    /// <summary>Only shaders that a scene brings itself: the built-in ones belong to the engine.</summary>
    private void Shader(ImportNode from, string? name, string folder)
    {
        if (name is null || Files.Find($"sps_{name}.xml", folder) is not { } path)
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
                    Leaf(node, Files.Find(attribute.Value, folder, "shaders"), AssetTypes.Shader, attribute.Value, folder, path, ImportXml.Line(pass));
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
            return [ImportXml.Load(Files, path)];
        }
        catch (ImportException e)
        {
            Damaged.Add(e.Message);
            return [];
        }
    }

    private ImportNode Material(SuperTuxKartMaterials file, SuperTuxKartMaterial material)
    {
        var node = Find(material.Asset);
        if (node is null)
        {
            node = Add(new ImportNode(material.Asset, AssetTypes.Material) { Content = new ImportContent(material.Content) });
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
            materials = SuperTuxKartMaterials.Load(Files, folder);
            _materials.Add(folder, materials);
        }

        return materials;
    }

    private ImportNode? Leaf(ImportNode from, string? path, byte type, string name, string folder, string file, int line)
    {
        if (path is null)
        {
            Missing(from, ImportNames.Asset(folder, name), file, line);
            return null;
        }

        from.Link(path);
        return File(path, type);
    }
}
