using System.Numerics;

namespace TurtlGraph.Flythrough;

/// <summary>Every asset of a generated world, each after what it depends on; contents are made only when asked for.</summary>
internal sealed class WorldPlan
{
    private readonly List<PlannedAsset> _assets = [];
    private readonly WorldShape _shape;
    private readonly Terrain _terrain;
    private readonly ClimateMap _climates;
    private readonly ClimateAssets[] _shared;

    private WorldPlan(WorldShape shape)
    {
        _shape = shape;
        _terrain = new Terrain(shape.Seed);
        _climates = new ClimateMap(shape);
        _shared = new ClimateAssets[shape.Climates];
        for (int i = 0; i < _shared.Length; i++)
        {
            _shared[i] = new ClimateAssets(shape, i, _assets);
        }

        AddTerrain();
        AddPlacements();
    }

    public IReadOnlyList<PlannedAsset> Assets => _assets;

    /// <summary>Lays out the world of this seed and size; takes well under a second.</summary>
    public static WorldPlan Create(WorldShape shape) => new(shape);

    private void AddTerrain()
    {
        for (int lod = 0; lod < WorldShape.TerrainLods; lod++)
        {
            int side = _shape.TilesPerSide >> lod;
            for (int i = 0; i < side * side; i++)
            {
                AddTile(lod, i % side, i / side);
            }
        }
    }

    private void AddTile(int lod, int column, int row)
    {
        TerrainTile tile = new(_shape, _terrain, lod, column, row);
        (Vector3 center, float radius) = tile.Bounds();
        ClimateAssets ground = _shared[_climates.At(center.X, center.Z)];
        // From afar only colours show.
        PlannedAsset[] textures = lod < 2 ? [.. ground.GroundAlbedo, .. ground.GroundNormals] : ground.GroundAlbedo;
        int coarsest = WorldShape.TerrainLods - 1 - lod;
        _assets.Add(new PlannedAsset($"terrain/l{lod}/x{column:d3}_z{row:d3}", AssetKind.Terrain, tile.Content)
        {
            Position = center, Radius = radius, Lod = (byte)lod, DependsOn = textures,
            LodGroup = ((row >> coarsest) * (_shape.TilesPerSide >> (WorldShape.TerrainLods - 1))) + (column >> coarsest),
        });
    }

    private void AddPlacements()
    {
        int side = _shape.PlacesPerSide;
        float cell = _shape.Metres / side;
        for (int i = 0; i < side * side; i++)
        {
            SeededRandom random = SeededRandom.For(_shape.Seed, 0x9A, (uint)i);
            Vector2 center = new Vector2((i % side) + random.Between(0.1f, 0.9f), (i / side) + random.Between(0.1f, 0.9f)) * cell;
            GroundPoint ground = _terrain.At(center.X, center.Y);
            if (Placement.Choose(ground, random.NextSingle()) is { } kind)
            {
                AddPlacement((uint)i, center, ground, kind, ref random);
            }
        }
    }

    private void AddPlacement(uint index, Vector2 center, GroundPoint ground, AssetKind kind, ref SeededRandom random)
    {
        ClimateAssets shared = _shared[_climates.At(center.X, center.Y)];
        PlannedAsset[][] families = kind switch { AssetKind.Grove => shared.Trees, AssetKind.Outcrop => shared.Rocks, _ => shared.Houses };
        Placement placement = new(_shape, _terrain, index, center, kind);
        string folder = kind switch { AssetKind.Grove => "grove", AssetKind.Outcrop => "outcrop", _ => "house" };
        float rise = placement.Reach * ground.Slope;
        _assets.Add(new PlannedAsset($"places/{folder}/{index:d5}", kind, placement.Content)
        {
            Position = new Vector3(center.X, ground.Height, center.Y),
            Radius = MathF.Sqrt((2f * placement.Reach * placement.Reach) + (rise * rise)) + 12f,
            DependsOn = PickMeshes(families, kind == AssetKind.House ? 2 : 3, ref random),
        });
    }

    /// <summary>Different variants of one family.</summary>
    private static PlannedAsset[] PickMeshes(PlannedAsset[][] families, int count, ref SeededRandom random)
    {
        PlannedAsset[] family = families[random.Next(families.Length)];
        int first = random.Next(family.Length);
        PlannedAsset[] picked = new PlannedAsset[Math.Min(count, family.Length)];
        for (int i = 0; i < picked.Length; i++)
        {
            picked[i] = family[(first + i) % family.Length];
        }

        return picked;
    }
}
