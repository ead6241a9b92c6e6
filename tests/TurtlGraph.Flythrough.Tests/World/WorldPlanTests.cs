using System.Security.Cryptography;

namespace TurtlGraph.Flythrough.Tests;

public class WorldPlanTests
{
    private static readonly WorldPlan Full = WorldPlan.Create(new WorldShape());

    [Fact]
    public void The_same_seed_gives_the_same_bytes()
    {
        Assert.Equal(Digest(WorldPlan.Create(WorldShape.Small(3))), Digest(WorldPlan.Create(WorldShape.Small(3))));
    }

    [Fact]
    public void Another_seed_gives_other_bytes()
    {
        Assert.NotEqual(Digest(WorldPlan.Create(WorldShape.Small(3))), Digest(WorldPlan.Create(WorldShape.Small(4))));
    }

    [Fact]
    public void The_full_world_has_about_20_000_assets_and_at_least_600_MB()
    {
        Assert.InRange(Full.Assets.Count, 18_000, 22_000);
        const int Every = 24;
        long sampled = Full.Assets.Where((_, i) => i % Every == 0).AsParallel().Sum(a => (long)a.Content().Length);
        Assert.InRange(sampled * Every, 700_000_000L, 1_200_000_000L);
    }

    [Fact]
    public void Names_are_unique_and_dependencies_come_first()
    {
        HashSet<PlannedAsset> before = [];
        HashSet<string> names = [];
        foreach (PlannedAsset asset in Full.Assets)
        {
            Assert.True(names.Add(asset.Name), asset.Name);
            Assert.All(asset.DependsOn, d => Assert.Contains(d, before));
            before.Add(asset);
        }
    }

    [Fact]
    public void Places_lead_to_meshes_to_materials_to_textures_and_terrain_leads_to_textures()
    {
        Dictionary<AssetKind, AssetKind[]> allowed = new()
        {
            [AssetKind.Grove] = [AssetKind.Mesh], [AssetKind.Outcrop] = [AssetKind.Mesh], [AssetKind.House] = [AssetKind.Mesh],
            [AssetKind.Mesh] = [AssetKind.Material], [AssetKind.Material] = [AssetKind.Texture],
            [AssetKind.Terrain] = [AssetKind.Texture], [AssetKind.Texture] = [],
        };
        foreach (PlannedAsset asset in Full.Assets)
        {
            Assert.Equal(asset.Kind != AssetKind.Texture, asset.DependsOn.Count > 0);
            Assert.All(asset.DependsOn, d => Assert.Contains(d.Kind, allowed[asset.Kind]));
        }
    }

    [Fact]
    public void Everything_shared_is_used_and_textures_are_shared_by_many()
    {
        Dictionary<PlannedAsset, int> users = [];
        foreach (PlannedAsset dependency in Full.Assets.SelectMany(a => a.DependsOn))
        {
            users[dependency] = users.GetValueOrDefault(dependency) + 1;
        }

        List<PlannedAsset> ground = Full.Assets.Where(a => a.Name.Contains("ground_", StringComparison.Ordinal)).ToList();
        Assert.True(ground.Average(t => users.GetValueOrDefault(t)) > 100, "a ground texture serves many tiles");
        List<PlannedAsset> meshes = Full.Assets.Where(a => a.Kind == AssetKind.Mesh).ToList();
        Assert.True(meshes.Count(m => users.ContainsKey(m)) > meshes.Count * 0.9, "meshes are placed");
        Assert.True(meshes.Average(m => users.GetValueOrDefault(m)) > 10, "a mesh serves many places");
    }

    [Fact]
    public void Terrain_has_four_levels_that_each_cover_the_world()
    {
        var levels = Full.Assets.Where(a => a.Kind == AssetKind.Terrain).GroupBy(a => a.Lod).OrderBy(g => g.Key).ToList();
        Assert.Equal([4096, 1024, 256, 64], levels.Select(g => g.Count()));
        Assert.All(levels, level => Assert.Equal(64, level.Select(a => a.LodGroup).Distinct().Count()));
    }

    [Fact]
    public void Places_stand_where_the_ground_suits_them()
    {
        Terrain terrain = new(1);
        foreach (PlannedAsset place in Full.Assets.Where(a => a.Kind is AssetKind.House or AssetKind.Grove).Where((_, i) => i % 20 == 0))
        {
            GroundPoint ground = terrain.At(place.Position.X, place.Position.Z);
            Assert.Equal(ground.Height, place.Position.Y, 0.01);
            Assert.True(ground.Slope <= 0.56f, $"{place.Name} stands on a slope of {ground.Slope}");
            Assert.True(place.Kind != AssetKind.House || (ground.Slope < 0.15f && ground.Height < 421f), place.Name);
        }
    }

    [Fact]
    public void Contents_are_neither_empty_nor_filled_with_one_value()
    {
        foreach (PlannedAsset asset in Full.Assets.GroupBy(a => a.Kind).SelectMany(g => g.Take(3)))
        {
            byte[] content = asset.Content();
            Assert.True(content.Length > 100, asset.Name);
            Assert.True(content.GroupBy(b => b).Max(g => g.Count()) < content.Length * 0.6, $"{asset.Name} is mostly one value");
        }
    }

    private static string Digest(WorldPlan plan)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (PlannedAsset asset in plan.Assets)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{asset.Name}|{asset.Position}|{asset.Radius}|{asset.Lod}|{asset.LodGroup}"));
            hash.AppendData(asset.Content());
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
