using System.Globalization;
using System.Text;

namespace TurtlGraph.Flythrough;

/// <summary>What all places of one climate share: textures, the materials made of them, the meshes made of those.</summary>
internal sealed class ClimateAssets
{
    private const int TreeFamilies = 5, RockFamilies = 3, HouseFamilies = 4;
    private readonly WorldShape _shape;
    private readonly int _climate;
    private readonly List<PlannedAsset> _all;

    /// <summary>Makes the assets of a climate and adds them to <paramref name="all"/>, each after what it depends on.</summary>
    public ClimateAssets(WorldShape shape, int climate, List<PlannedAsset> all)
    {
        (_shape, _climate, _all) = (shape, climate, all);
        int full = shape.TextureSize, half = full / 2;
        GroundAlbedo = new PlannedAsset[3];
        GroundNormals = new PlannedAsset[3];
        for (int i = 0; i < 3; i++)
        {
            SurfaceStyle style = (SurfaceStyle)i;
            GroundAlbedo[i] = Texture($"ground_{Lower(style)}_albedo", style, full, 0, SurfaceMap.Albedo);
            GroundNormals[i] = Texture($"ground_{Lower(style)}_normal", style, half, 0, SurfaceMap.Normals);
        }

        Trees = Family("tree", TreeFamilies, 4, Meshes.Tree, f => [Material($"bark_{f}", SurfaceStyle.Bark, half, f), Foliage(f, half)]);
        Rocks = Family("rock", RockFamilies, 5, Meshes.Rock, f => [Material($"rock_{f}", SurfaceStyle.Stone, full, f)]);
        Houses = Family("house", HouseFamilies, 4, Meshes.House,
            f => [Material($"wall_{f}", SurfaceStyle.Wall, full, f), Material($"roof_{f}", SurfaceStyle.Roof, half, f)]);
    }

    /// <summary>Colours of meadow, soil and stone.</summary>
    public PlannedAsset[] GroundAlbedo { get; }

    /// <summary>Normals of meadow, soil and stone.</summary>
    public PlannedAsset[] GroundNormals { get; }

    /// <summary>Mesh variants by family.</summary>
    public PlannedAsset[][] Trees { get; }

    /// <inheritdoc cref="Trees"/>
    public PlannedAsset[][] Rocks { get; }

    /// <inheritdoc cref="Trees"/>
    public PlannedAsset[][] Houses { get; }

    private enum SurfaceMap
    {
        Albedo,
        Normals,
        Foliage,
    }

    private PlannedAsset[][] Family(string name, int families, int variants, Func<uint, byte[]> make, Func<int, PlannedAsset[]> materials)
    {
        PlannedAsset[][] result = new PlannedAsset[families][];
        for (int family = 0; family < families; family++)
        {
            PlannedAsset[] shared = materials(family);
            result[family] = new PlannedAsset[variants];
            for (int variant = 0; variant < variants; variant++)
            {
                uint seed = Seed(name, (family * 64) + variant);
                result[family][variant] = Add(new PlannedAsset($"meshes/{name}/c{_climate:d2}_f{family}_v{variant}", AssetKind.Mesh, () => make(seed))
                {
                    DependsOn = shared,
                });
            }
        }

        return result;
    }

    private PlannedAsset Material(string name, SurfaceStyle style, int size, int family)
    {
        PlannedAsset albedo = Texture($"{name}_albedo", style, size, family, SurfaceMap.Albedo);
        PlannedAsset normals = Texture($"{name}_normal", style, Math.Min(size, _shape.TextureSize / 2), family, SurfaceMap.Normals);
        return MaterialOf(name, [albedo, normals]);
    }

    private PlannedAsset Foliage(int family, int size) =>
        MaterialOf($"leaves_{family}", [Texture($"leaves_{family}_foliage", SurfaceStyle.Leaves, size, family, SurfaceMap.Foliage)]);

    /// <summary>A material is text: its shader's parameters and the textures by name.</summary>
    private PlannedAsset MaterialOf(string name, PlannedAsset[] textures)
    {
        uint seed = Seed(name, 7);
        return Add(new PlannedAsset($"materials/c{_climate:d2}_{name}.json", AssetKind.Material, () => MaterialText(seed, name, textures))
        {
            DependsOn = textures,
        });
    }

    private static byte[] MaterialText(uint seed, string name, PlannedAsset[] textures)
    {
        SeededRandom random = new(seed);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{{\n  \"name\": \"{name}\",\n  \"roughness\": {random.Between(0.3f, 1f):f4},\n");
        text.Append(CultureInfo.InvariantCulture, $"  \"metallic\": 0,\n  \"normal_scale\": {random.Between(0.5f, 1.5f):f4},\n");
        text.Append(CultureInfo.InvariantCulture, $"  \"tint\": [{random.NextSingle():f4}, {random.NextSingle():f4}, {random.NextSingle():f4}],\n");
        text.Append("  \"textures\": [");
        text.AppendJoin(", ", textures.Select(t => $"\"{t.Name}\""));
        return Encoding.UTF8.GetBytes(text.Append("]\n}\n").ToString());
    }

    private PlannedAsset Texture(string name, SurfaceStyle style, int size, int family, SurfaceMap map)
    {
        // Albedo and normals of one surface come from the same seed, so that light and colour agree.
        uint seed = Seed(Lower(style), family);
        return Add(new PlannedAsset($"textures/c{_climate:d2}_{name}", AssetKind.Texture, () =>
        {
            Surface surface = new(seed, style, size);
            return map switch
            {
                SurfaceMap.Albedo => surface.Albedo(),
                SurfaceMap.Normals => surface.Normals(),
                _ => surface.Foliage(),
            };
        }));
    }

    private PlannedAsset Add(PlannedAsset asset)
    {
        _all.Add(asset);
        return asset;
    }

    private uint Seed(string name, int number)
    {
        uint hash = 2166136261u;
        foreach (char c in name)
        {
            hash = (hash ^ c) * 16777619u;
        }

        return SeededRandom.For(_shape.Seed ^ hash, (uint)_climate, (uint)number).NextUInt();
    }

    private static string Lower(SurfaceStyle style) => style switch
    {
        SurfaceStyle.Meadow => "meadow",
        SurfaceStyle.Soil => "soil",
        SurfaceStyle.Stone => "stone",
        SurfaceStyle.Bark => "bark",
        SurfaceStyle.Leaves => "leaves",
        SurfaceStyle.Wall => "wall",
        _ => "roof",
    };
}
