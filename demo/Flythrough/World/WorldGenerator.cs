using System.Diagnostics;
using TurtlGraph.Bundles;

namespace TurtlGraph.Flythrough;

/// <summary>Makes the contents of a planned world and packs them.</summary>
internal static class WorldGenerator
{
    /// <summary>Writes the bundle; the same plan gives the same bytes.</summary>
    /// <exception cref="PackException">The file cannot be written.</exception>
    public static PackReport Write(WorldPlan plan, string path, IProgress<PackProgress>? progress)
    {
        using ContentAhead contents = new(plan);
        BundleBuilder builder = new(new BundleBuilderOptions { Level = 1 });
        foreach (PlannedAsset asset in plan.Assets)
        {
            builder.Add(new BundleItem
            {
                Name = asset.Name,
                Type = TypeOf(asset.Kind),
                Position = asset.Radius > 0 ? asset.Position : null,
                Radius = asset.Radius,
                Lod = asset.Lod,
                LodGroup = asset.LodGroup < 0 ? null : $"terrain/{asset.LodGroup:d4}",
                DependsOn = [.. asset.DependsOn.Select(d => d.Name)],
                LoadBytes = contents.ContentOf(asset),
            });
        }

        return builder.Write(path, progress);
    }

    private static string TypeOf(AssetKind kind) => kind switch
    {
        AssetKind.Terrain => "terrain",
        AssetKind.Grove or AssetKind.Outcrop or AssetKind.House => "scene",
        AssetKind.Mesh => "mesh",
        AssetKind.Material => "material",
        AssetKind.Texture => "texture",
        _ => throw new UnreachableException(),
    };
}
