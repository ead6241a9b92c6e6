using System.Numerics;

namespace TurtlGraph.Bundles;

/// <summary>An asset of the import while its dependencies are gathered; it becomes one <see cref="BundleItem"/>.</summary>
internal sealed class ImportNode(string name, byte type)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<string> _dependsOn = [];

    public string Name { get; } = name;

    public byte Type { get; } = type;

    /// <summary>Contents that are not those of the whole file <see cref="Name"/>; null when they are.</summary>
    public ImportContent? Content { get; init; }

    public Vector3? Position { get; set; }

    public float Radius { get; set; }

    public int Lod { get; set; }

    public string? LodGroup { get; set; }

    public IReadOnlyList<string> DependsOn => _dependsOn;

    public BoundingSphere Bounds
    {
        set => (Position, Radius) = (value.Center, value.Radius);
    }

    /// <summary>Adds a dependency; one that is there already is not added again. An asset may depend on itself.</summary>
    public bool Link(string target)
    {
        if (!_known.Add(target))
        {
            return false;
        }

        _dependsOn.Add(target);
        return true;
    }
}
