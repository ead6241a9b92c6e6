using System.Globalization;
using System.Numerics;
using System.Xml.Linq;

namespace TurtlGraph.Bundles;

/// <summary>Follows models to their geometry, sub-models, effects and textures. Every file is read once, so circles end.</summary>
internal sealed class FlightGearGraph(ImportFiles files, string scenery) : ImportGraph(files)
{
    private const int MaxDepth = 64;

    private readonly Dictionary<string, Box> _boxes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _effects = new(StringComparer.Ordinal);
    private readonly Queue<(ImportNode From, string Name, string Folder, string File, int Line)> _effectsToRead = [];
    private bool _readsEffects;
    private int _depth;

    /// <summary>
    /// Links a model that is named in a file of <paramref name="folder"/> and tells its box in its own frame; empty when it is not there
    /// or not understood.
    /// </summary>
    public Box Model(ImportNode from, string name, string folder, string file, int line)
    {
        var path = Files.FindRelative(name, folder, scenery, "");
        return LinkFile(from, path, TypeOf(name), name, folder, file, line) is null ? Box.Empty : BoxOf(path!);
    }

    private Box BoxOf(string path)
    {
        if (_boxes.TryGetValue(path, out var box))
        {
            return box;
        }

        // A model that holds itself has no end; it counts as empty inside itself.
        _boxes.Add(path, Box.Empty);
        box = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".xml" => ReadModel(path),
            ".ac" => ReadGeometry(path),
            _ => Box.Empty,
        };
        _boxes[path] = box;
        return box;
    }

    private Box ReadGeometry(string path)
    {
        var geometry = FlightGearGeometry.Read(ImportContent.OfFile(Files.FullPath(path)), path, out var problem);
        if (geometry is null)
        {
            Damaged.Add(problem);
            return Box.Empty;
        }

        var node = File(path, AssetTypes.Mesh);
        foreach (var (name, line) in geometry.Textures)
        {
            Texture(node, name, ImportNames.FolderOf(path), path, line);
        }

        return geometry.Box;
    }

    private Box ReadModel(string path)
    {
        if (_depth == MaxDepth)
        {
            Damaged.Add($"{path}: models lie deeper than {MaxDepth} in each other");
            return Box.Empty;
        }

        _depth++;
        var node = File(path, AssetTypes.Mesh);
        var box = Box.Empty;
        if (Load(path) is { } root)
        {
            var folder = ImportNames.FolderOf(path);
            var textures = root.Element("texture-path")?.Value.Trim() is { Length: > 0 } given ? ImportNames.Resolve(folder, given) ?? folder : folder;
            foreach (var element in root.DescendantsAndSelf())
            {
                box = box.With(Follow(node, root, element, folder, textures));
            }

            box = box.Transform(Offsets(root));
        }

        _depth--;
        return box;
    }

    /// <summary>Links what an element of a model names; returns the box of a model among it, inside this one.</summary>
    private Box Follow(ImportNode node, XElement root, XElement element, string folder, string textures)
    {
        var line = ImportXml.Line(element);
        if (ImportXml.Text(element, "include") is { } include)
        {
            return Model(node, include, folder, node.Name, line);
        }

        if (element.HasElements || element.Value.Trim() is not { Length: > 0 } value)
        {
            return Box.Empty;
        }

        switch (element.Name.LocalName)
        {
            case "path" when element.Parent == root:
                return Model(node, value, folder, node.Name, line);
            case "path" when element.Parent!.Name.LocalName == "model":
                return Model(node, value, folder, node.Name, line).Transform(Offsets(element.Parent));
            case "texture" or "image" when value.Contains('.'):
                Texture(node, value, textures, node.Name, line);
                break;
            case "inherits-from":
                Effect(node, value, folder, node.Name, line);
                break;
        }

        return Box.Empty;
    }

    /// <summary>Effects of a model and what they build on; their programs belong to the engine, their images do not.</summary>
    private void Effect(ImportNode from, string name, string folder, string file, int line)
    {
        var fileName = name.EndsWith(".eff", StringComparison.Ordinal) ? name : name + ".eff";
        var path = Files.FindRelative(fileName, folder, scenery, "");
        if (LinkFile(from, path, AssetTypes.Material, fileName, "", file, line) is not { } node || !_effects.Add(path!))
        {
            return;
        }

        foreach (var element in Load(path!)?.Descendants() ?? [])
        {
            var value = element.HasElements ? "" : element.Value.Trim();
            if (element.Name.LocalName == "image" && value.Contains('.'))
            {
                Texture(node, value, ImportNames.FolderOf(path!), path!, ImportXml.Line(element));
            }
            else if (element.Name.LocalName == "inherits-from" && value.Length > 0)
            {
                _effectsToRead.Enqueue((node, value, ImportNames.FolderOf(path!), path!, ImportXml.Line(element)));
            }
        }

        if (!_readsEffects)
        {
            _readsEffects = true;
            while (_effectsToRead.TryDequeue(out var next))
            {
                Effect(next.From, next.Name, next.Folder, next.File, next.Line);
            }

            _readsEffects = false;
        }
    }

    private void Texture(ImportNode from, string name, string folder, string file, int line)
    {
        var reference = name.Replace('\\', '/');
        LinkFile(from, Files.FindRelative(reference, folder, scenery, ""), AssetTypes.Texture, reference, folder, file, line);
    }

    /// <summary>The document, or null when it is damaged: the simulator goes on without such a model, and so does the import.</summary>
    private XElement? Load(string path)
    {
        try
        {
            return ImportXml.Load(Files, path);
        }
        catch (ImportException e)
        {
            Damaged.Add(e.Message);
            return null;
        }
    }

    private static Matrix4x4 Offsets(XElement model)
    {
        if (model.Element("offsets") is not { } offsets)
        {
            return Matrix4x4.Identity;
        }

        var rotation = GeodeticFrame.Rotation(Number(offsets, "heading-deg"), Number(offsets, "pitch-deg"), Number(offsets, "roll-deg"));
        rotation.Translation = new Vector3((float)Number(offsets, "x-m"), (float)Number(offsets, "y-m"), (float)Number(offsets, "z-m"));
        return rotation;
    }

    /// <summary>What is no number counts as 0, as in the simulator.</summary>
    private static double Number(XElement offsets, string name) =>
        double.TryParse(offsets.Element(name)?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1e9
            ? number
            : 0;

    private static byte TypeOf(string name)
    {
        var extension = Path.GetExtension(name).ToLowerInvariant();
        return extension is ".xml" or ".ac" ? AssetTypes.Mesh
            : AssetTypes.TryParse(AssetTypes.GuessFromPath(name), out var type) ? type
            : AssetTypes.Other;
    }
}
