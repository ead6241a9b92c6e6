using System.Numerics;

namespace TurtlGraph.Flythrough;

/// <summary>An asset that will be in the bundle: where it is, what it needs, and how its bytes are made.</summary>
/// <param name="name">Unique path-like name.</param>
/// <param name="kind">What it is.</param>
/// <param name="content">Makes the bytes; the same at every call, callable from any thread.</param>
internal sealed class PlannedAsset(string name, AssetKind kind, Func<byte[]> content)
{
    public string Name { get; } = name;

    public AssetKind Kind { get; } = kind;

    public Func<byte[]> Content { get; } = content;

    /// <summary>Centre of the bounding sphere, metres; meaningful when <see cref="Radius"/> is above 0.</summary>
    public Vector3 Position { get; init; }

    /// <summary>Radius of the bounding sphere, metres; 0 for what has no place of its own (meshes, materials, textures).</summary>
    public float Radius { get; init; }

    /// <summary>Level of detail, 0 is the finest.</summary>
    public byte Lod { get; init; }

    /// <summary>Equal for the assets that show the same place at different levels; -1 for none.</summary>
    public int LodGroup { get; init; } = -1;

    /// <summary>What must be resident for this asset to be usable.</summary>
    public IReadOnlyList<PlannedAsset> DependsOn { get; init; } = [];
}
