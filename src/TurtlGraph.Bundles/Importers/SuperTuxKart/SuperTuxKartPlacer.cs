using System.Buffers;
using System.Numerics;
using System.Text.Json;

namespace TurtlGraph.Bundles;

/// <summary>
/// Turns what a scene places into scene-node assets with world bounds. Prefabs are expanded in place, their transforms
/// composed; a prefab that holds itself is entered once, and the circle is reported.
/// </summary>
internal sealed class SuperTuxKartPlacer(SuperTuxKartGraph graph, SuperTuxKartScene track, int maxNodes)
{
    private const int MaxDepth = 64;

    private readonly Dictionary<string, SuperTuxKartScene> _prefabs = new(StringComparer.Ordinal);
    private readonly List<string> _open = [];
    private readonly SortedSet<string> _cycles = new(StringComparer.Ordinal);
    private readonly List<BoundingSphere> _bounds = [];
    private int _expanded;

    public int Nodes => _bounds.Count;

    public IReadOnlyCollection<string> Cycles => _cycles;

    /// <summary>Everything that is placed, in one sphere.</summary>
    public BoundingSphere Bounds => BoundingSphere.Union(_bounds);

    public void PlaceAll(ImportNode root) => PlaceScene(track, root, Matrix4x4.Identity, track.Path + "#");

    private void PlaceScene(SuperTuxKartScene scene, ImportNode asset, in Matrix4x4 parent, string prefix)
    {
        foreach (var placed in scene.Objects)
        {
            var name = prefix + placed.Index.ToString(System.Globalization.CultureInfo.InvariantCulture);
            switch (placed.Kind)
            {
                case SuperTuxKartKind.Prefab:
                    PlacePrefab(scene, asset, placed, parent, name);
                    break;
                case SuperTuxKartKind.LodInstance:
                    PlaceLevels(scene, placed, parent, name);
                    break;
                default:
                    Place(scene, placed, parent, name);
                    break;
            }
        }
    }

    private void PlacePrefab(SuperTuxKartScene scene, ImportNode asset, SuperTuxKartObject placed, in Matrix4x4 parent, string name)
    {
        var path = ImportNames.Asset("library", placed.Target) + "/node.xml";
        if (!graph.Files.Exists(path))
        {
            graph.Missing(asset, path, scene.Path, placed.Line);
            return;
        }

        asset.Link(path);
        var prefab = Prefab(path);
        var at = _open.IndexOf(path);
        if (at >= 0)
        {
            _cycles.Add(string.Join(" -> ", _open.Skip(at).Append(path)));
            return;
        }

        if (_open.Count == MaxDepth)
        {
            throw new ImportException(scene.Path, placed.Line, $"prefabs are nested deeper than {MaxDepth}");
        }

        if (++_expanded > maxNodes)
        {
            throw TooMany(scene, placed);
        }

        _open.Add(path);
        PlaceScene(prefab, graph.File(path, AssetTypes.Scene), placed.Transform * parent, name + ".");
        _open.RemoveAt(_open.Count - 1);
    }

    private SuperTuxKartScene Prefab(string path)
    {
        if (_prefabs.TryGetValue(path, out var prefab))
        {
            return prefab;
        }

        prefab = SuperTuxKartScene.Load(graph.Files, path);
        _prefabs.Add(path, prefab);
        var asset = graph.File(path, AssetTypes.Scene);
        if (graph.Files.Find("scripting.as", prefab.Folder) is { } script)
        {
            asset.Link(graph.File(script, AssetTypes.Other).Name);
        }

        graph.AllMaterials(prefab.Folder);
        return prefab;
    }

    /// <summary>One node a level, so that each level is needed, read and dropped by itself.</summary>
    private void PlaceLevels(SuperTuxKartScene scene, SuperTuxKartObject placed, in Matrix4x4 parent, string name)
    {
        if (!scene.LodGroups.TryGetValue(placed.Target, out var levels) || levels.Count == 0)
        {
            var node = Node(scene, placed, parent, name, default, -1);
            graph.Missing(node, ImportNames.Asset("", $"{scene.Path}#{placed.Target}"), scene.Path, placed.Line);
            return;
        }

        for (var lod = 0; lod < levels.Count; lod++)
        {
            var (model, line) = levels[lod];
            PlaceModel(scene, placed, parent, $"{name}@lod{lod}", model, line, lod);
        }
    }

    private void Place(SuperTuxKartScene scene, SuperTuxKartObject placed, in Matrix4x4 parent, string name)
    {
        switch (placed.Kind)
        {
            case SuperTuxKartKind.Model:
                PlaceModel(scene, placed, parent, name, placed.Target, placed.Line, -1);
                break;
            case SuperTuxKartKind.Item:
                PlaceItem(scene, placed, parent, name);
                break;
            case SuperTuxKartKind.Particles:
                graph.Particles(Node(scene, placed, parent, name, default, -1), placed.Target, scene.Folder, scene.Path, placed.Line);
                break;
            case SuperTuxKartKind.Billboard:
                graph.Surface(Node(scene, placed, parent, name, default, -1), placed.Target, "", scene.Folder, scene.Path, placed.Line);
                break;
            case SuperTuxKartKind.Sound:
                graph.Sound(Node(scene, placed, parent, name, default, -1), placed.Target, scene.Folder, scene.Path, placed.Line);
                break;
        }
    }

    private void PlaceModel(
        SuperTuxKartScene scene, SuperTuxKartObject placed, in Matrix4x4 parent, string name, string modelName, int line, int lod)
    {
        var path = graph.FindModel(modelName, scene.Folder);
        var model = path is null ? SuperTuxKartModel.Empty : graph.Model(path);
        var node = Node(scene, placed, parent, name, (model.Min, model.Max), lod);
        if (path is null)
        {
            graph.Missing(node, ImportNames.Asset(scene.Folder, modelName), scene.Path, line);
        }
        else
        {
            node.Link(path);
            MarkLevel(graph.File(path, AssetTypes.Mesh), $"{scene.Path}#{placed.Target}", lod);
        }

        foreach (var texture in placed.Textures)
        {
            graph.Surface(node, texture, "", scene.Folder, scene.Path, placed.Line);
        }
    }

    /// <summary>A model keeps the level of the first group that holds it.</summary>
    private static void MarkLevel(ImportNode model, string group, int lod)
    {
        if (lod >= 0 && model.LodGroup is null)
        {
            model.Lod = lod;
            model.LodGroup = group;
        }
    }

    private void PlaceItem(SuperTuxKartScene scene, SuperTuxKartObject placed, in Matrix4x4 parent, string name)
    {
        var (fine, coarse) = graph.Pickups.Models(placed.Target);
        var levels = new[] { fine, coarse }.OfType<string>().ToArray();
        for (var lod = 0; lod < levels.Length; lod++)
        {
            PlaceModel(scene, placed, parent, $"{name}@lod{lod}", levels[lod], placed.Line, lod);
        }
    }

    private ImportNode Node(
        SuperTuxKartScene scene, SuperTuxKartObject placed, in Matrix4x4 parent, string name, (Vector3 Min, Vector3 Max) box, int lod)
    {
        if (_bounds.Count == maxNodes)
        {
            throw TooMany(scene, placed);
        }

        var bounds = SuperTuxKartReach.Of(placed, box.Min, box.Max, parent);
        if (!bounds.IsFinite || !ImportJson.IsFinite(placed.Transform * parent))
        {
            throw new ImportException(scene.Path, placed.Line, $"<{placed.Tag}> lies outside the range of numbers");
        }

        _bounds.Add(bounds);
        return graph.Add(new ImportNode(name, AssetTypes.Scene)
        {
            Content = new ImportContent(Describe(scene, placed, placed.Transform * parent, lod)),
            Position = bounds.Center,
            Radius = bounds.Radius,
            Lod = Math.Max(lod, 0),
            LodGroup = lod < 0 ? null : name[..name.LastIndexOf('@')],
        });
    }

    private ImportException TooMany(SuperTuxKartScene scene, SuperTuxKartObject placed) =>
        new(scene.Path, placed.Line, $"the scene places more than {maxNodes} objects; its prefabs may hold each other");

    private static byte[] Describe(SuperTuxKartScene scene, SuperTuxKartObject placed, in Matrix4x4 world, int lod)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("kind", placed.Tag);
        json.WriteString("id", placed.Id);
        json.WriteString("target", placed.Target);
        json.WriteString("source", scene.Path);
        json.WriteNumber("line", placed.Line);
        if (lod >= 0)
        {
            json.WriteNumber("lod", lod);
        }

        json.WriteTransform(world);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
