using System.Numerics;

namespace TurtlGraph.Bundles;

/// <summary>
/// Walks the nodes of all scenes, or of a document without scenes from those that are nobody's child. Each node is entered
/// once, so circles end; one with two parents is refused.
/// </summary>
internal sealed class GltfPlacer
{
    private readonly GltfModel _model;
    private readonly GltfMeshes _meshes;
    private readonly GltfJson[] _nodes;
    private readonly GltfJson[] _scenes;
    private readonly bool[] _entered;
    private readonly List<BoundingSphere> _bounds = [];
    private readonly Stack<(int Node, Matrix4x4 Parent, int Lod, string? Group, GltfJson From)> _open = [];

    public GltfPlacer(GltfModel model, GltfJson root, GltfMeshes meshes)
    {
        _model = model;
        _meshes = meshes;
        _nodes = root.List("nodes");
        _scenes = root.List("scenes");
        _entered = new bool[_nodes.Length];
    }

    public int Nodes => _bounds.Count;

    public BoundingSphere Bounds => BoundingSphere.Union(_bounds);

    public void PlaceAll()
    {
        var roots = new HashSet<int>();
        foreach (var (node, from) in Roots())
        {
            // Scenes may share their roots; such a node stands in the same place in each.
            if (roots.Add(node))
            {
                _open.Push((node, Matrix4x4.Identity, 0, null, from));
                PlaceOpen();
            }
        }

        // Without scenes only a circle, which begins nowhere, is never entered.
        if (_scenes.Length == 0 && Array.IndexOf(_entered, false) is >= 0 and var lost)
        {
            throw _nodes[lost].Fault("lies in or below a circle of nodes");
        }
    }

    private IEnumerable<(int Node, GltfJson From)> Roots()
    {
        if (_scenes.Length > 0)
        {
            return _scenes.SelectMany(scene => scene.List("nodes")).Select(node => (node.Index(_nodes.Length), node));
        }

        var children = _nodes.SelectMany(node => node.List("children").Concat(Levels(node))).Select(child => child.Index(_nodes.Length)).ToHashSet();
        return Enumerable.Range(0, _nodes.Length).Where(node => !children.Contains(node)).Select(node => (node, _nodes[node]));
    }

    private void PlaceOpen()
    {
        while (_open.TryPop(out var next))
        {
            if (_entered[next.Node])
            {
                throw next.From.Fault($"leads to node {next.Node} a second time; nodes form a circle or one has two parents");
            }

            _entered[next.Node] = true;
            var json = _nodes[next.Node];
            var world = Transform(json) * next.Parent;
            var (lod, group) = (next.Lod, next.Group);
            var levels = Levels(json);
            if (levels.Length > 0)
            {
                (lod, group) = (0, _model.Name("node", next.Node));
                for (var i = 0; i < levels.Length; i++)
                {
                    _open.Push((levels[i].Index(_nodes.Length), next.Parent, i + 1, group, levels[i]));
                }
            }

            Place(json, next.Node, world, lod, group);
            foreach (var child in json.List("children"))
            {
                _open.Push((child.Index(_nodes.Length), world, lod, group, child));
            }
        }
    }

    private void Place(GltfJson json, int index, in Matrix4x4 world, int lod, string? group)
    {
        if (json.Index("mesh", _meshes.Count) is not { } mesh)
        {
            return;
        }

        var bounds = _meshes.BoxOf(mesh).Sphere(world);
        if (!bounds.IsFinite || !ImportJson.IsFinite(world))
        {
            throw json.Fault("lies outside the range of numbers");
        }

        if (lod > byte.MaxValue)
        {
            throw json.Fault($"is level of detail {lod}; a bundle has room for {byte.MaxValue}");
        }

        _bounds.Add(bounds);
        var node = new ImportNode(_model.Name("node", index), AssetTypes.Scene)
        {
            Content = Describe(json, index, mesh, world),
            Bounds = bounds,
            Lod = lod,
            LodGroup = group,
        };
        node.Link(_meshes.AssetOf(mesh));
        if (json.Index("skin", _meshes.SkinCount) is { } skin)
        {
            node.Link(_meshes.SkinOf(skin));
        }

        _model.Graph.Add(node);
    }

    private ImportContent Describe(GltfJson node, int index, int mesh, Matrix4x4 world) => _model.Describe(json =>
    {
        json.WriteString("source", _model.Path);
        json.WriteNumber("index", index);
        json.WriteString("mesh", _meshes.AssetOf(mesh));
        json.Raw("node", node);
        json.WriteTransform(world);
    });

    private static GltfJson[] Levels(GltfJson node) =>
        node.TryFind("extensions", out var extensions) && extensions.TryFind("MSFT_lod", out var lod) ? lod.List("ids") : [];

    /// <summary>A matrix by columns for column vectors is the same sixteen numbers as one by rows for row vectors.</summary>
    private static Matrix4x4 Transform(GltfJson node)
    {
        if (node.Vector("matrix", 16) is { } m)
        {
            return new Matrix4x4(m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], m[8], m[9], m[10], m[11], m[12], m[13], m[14], m[15]);
        }

        var scale = node.Vector("scale", 3) is { } s ? new Vector3(s) : Vector3.One;
        var rotation = node.Vector("rotation", 4) is { } r ? Unit(new Quaternion(r[0], r[1], r[2], r[3])) : Quaternion.Identity;
        var shift = node.Vector("translation", 3) is { } t ? new Vector3(t) : Vector3.Zero;
        return Matrix4x4.CreateScale(scale) * Matrix4x4.CreateFromQuaternion(rotation) * Matrix4x4.CreateTranslation(shift);
    }

    private static Quaternion Unit(Quaternion rotation) =>
        rotation.LengthSquared() is > 0 and < float.PositiveInfinity ? Quaternion.Normalize(rotation) : Quaternion.Identity;
}
