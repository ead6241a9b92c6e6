using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace TurtlGraph.Bundles;

/// <summary>One Wavefront model on its way into the graph.</summary>
internal sealed class ObjModel(ObjGraph graph, string path, int maxSegments)
{
    private readonly string _folder = ImportNames.FolderOf(path);
    private readonly List<string> _libraries = [];
    private readonly Dictionary<string, string?> _materials = new(StringComparer.Ordinal);
    private readonly ImportAllowance _allowance = new(path);
    private ObjParser _parsed = null!;
    private string[] _segments = [];

    /// <summary>Adds the model's assets; returns how many objects there are.</summary>
    public int Import()
    {
        var file = ImportContent.OfFile(graph.Files.FullPath(path));
        _allowance.Grant(file.Length);
        _parsed = new ObjParser(path, maxSegments);
        _parsed.Read(file);
        _segments = [.. _parsed.Segments.Select((_, index) => AddSegment(file, index))];
        var objects = Objects(segment => segment.HasFaces);
        if (objects.Length == 0)
        {
            objects = Objects(segment => !segment.VertexBox.IsEmpty);
        }

        var bounds = BoundingSphere.Union([.. objects.Select(BoundsOf)]);
        if (!bounds.IsFinite)
        {
            throw new ImportException(path, 0, "it lies outside the range of numbers");
        }

        var scene = graph.Add(new ImportNode(path + "#scene", AssetTypes.Scene) { Content = DescribeScene(file, objects), Bounds = bounds });
        FindLibraries(scene);
        for (var i = 0; i < objects.Length; i++)
        {
            AddObject(i, objects[i]);
        }

        return objects.Length;
    }

    private int[] Objects(Predicate<ObjSegment> isOne) =>
        [.. Enumerable.Range(0, _segments.Length).Where(index => isOne(_parsed.Segments[index]))];

    private BoundingSphere BoundsOf(int index)
    {
        var segment = _parsed.Segments[index];
        return (segment.HasFaces ? segment.Box : segment.VertexBox).Sphere(Matrix4x4.Identity);
    }

    private string AddSegment(ImportContent file, int index)
    {
        if (_parsed.Segments.Count == 1)
        {
            return graph.File(path, AssetTypes.Mesh).Name;
        }

        var start = _parsed.Segments[index].Offset;
        var end = index + 1 < _parsed.Segments.Count ? _parsed.Segments[index + 1].Offset : file.Length;
        return graph.Add(new ImportNode(Name("segment", index), AssetTypes.Mesh) { Content = file.Slice(start, end - start) }).Name;
    }

    private void AddObject(int number, int index)
    {
        var segment = _parsed.Segments[index];
        var materials = segment.Materials.Select(pair => (pair.Key, Asset: MaterialOf(pair.Key), Line: pair.Value)).ToArray();
        var needed = segment.Uses.Append(index).ToArray();
        var node = new ImportNode(Name("object", number), AssetTypes.Scene)
        {
            Content = _allowance.Spend(ImportJson.Write(json =>
            {
                json.WriteString("source", path);
                json.WriteString("name", segment.Name);
                json.WriteStartArray("segments");
                foreach (var use in needed)
                {
                    WriteSegment(json, use);
                }

                json.WriteEndArray();
                json.WriteStartObject("materials");
                foreach (var (name, asset, _) in materials)
                {
                    json.WriteString(name, asset ?? AbsentMaterial(name));
                }

                json.WriteEndObject();
            })),
            Bounds = BoundsOf(index),
        };
        foreach (var use in needed)
        {
            node.Link(_segments[use]);
        }

        foreach (var (name, asset, line) in materials)
        {
            if (asset is null)
            {
                graph.Missing(node, AbsentMaterial(name), path, line);
            }
            else
            {
                node.Link(asset);
            }
        }

        graph.Add(node);
    }

    private void WriteSegment(Utf8JsonWriter json, int index)
    {
        var before = _parsed.Segments[index].Before;
        json.WriteStartObject();
        json.WriteString("asset", _segments[index]);
        json.WriteNumber("positions_before", before.Positions);
        json.WriteNumber("texture_coordinates_before", before.Textures);
        json.WriteNumber("normals_before", before.Normals);
        json.WriteEndObject();
    }

    private ImportContent DescribeScene(ImportContent file, int[] objects) => ImportJson.Write(json =>
    {
        json.WriteString("source", path);
        json.WriteNumber("length", file.Length);
        json.WriteStartArray("segments");
        for (var i = 0; i < _segments.Length; i++)
        {
            WriteSegment(json, i);
        }

        json.WriteEndArray();
        json.WriteStartArray("objects");
        for (var i = 0; i < objects.Length; i++)
        {
            json.WriteStringValue(Name("object", i));
        }

        json.WriteEndArray();
    });

    /// <summary>A name may hold blanks, or several names stand in one line.</summary>
    private void FindLibraries(ImportNode scene)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (text, line) in _parsed.Libraries)
        {
            var whole = text.Trim('"').Replace('\\', '/');
            var names = graph.Files.FindRelative(whole, _folder) is null ? ImportXml.Words(text.Replace('\\', '/')) : [whole];
            foreach (var name in names)
            {
                if (graph.Files.FindRelative(name, _folder) is { } found)
                {
                    graph.Library(found);
                    if (known.Add(found))
                    {
                        _libraries.Add(found);
                    }
                }
                else
                {
                    graph.LinkFile(scene, null, AssetTypes.Material, name, _folder, path, line);
                }
            }
        }
    }

    private string? MaterialOf(string name)
    {
        if (!_materials.TryGetValue(name, out var asset))
        {
            asset = _libraries.Select(library => graph.Library(library).AssetOf(name)).FirstOrDefault(found => found is not null);
            _materials.Add(name, asset);
        }

        return asset;
    }

    private string AbsentMaterial(string name) => ObjLibrary.Asset(_libraries.FirstOrDefault() ?? path, name);

    private string Name(string part, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}#{part}/{index}");
}
