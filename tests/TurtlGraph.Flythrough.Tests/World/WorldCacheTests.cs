using TurtlGraph.Bundles;

namespace TurtlGraph.Flythrough.Tests;

public class WorldCacheTests(SmallWorld world) : IClassFixture<SmallWorld>
{
    [Fact]
    public void The_world_is_packed_whole_and_leaves_nothing_else_behind()
    {
        using Bundle bundle = Bundle.Open(world.WorldPath);
        WorldPlan plan = WorldPlan.Create(SmallWorld.Shape);
        Assert.Equal(plan.Assets.Count, bundle.Count);
        foreach (PlannedAsset asset in plan.Assets.Where((_, i) => i % 7 == 0))
        {
            Assert.True(bundle.TryFind(asset.Name, out int entry), asset.Name);
            byte[] bytes = new byte[bundle.DecodedLengths[entry]];
            Assert.Equal(DecodeStatus.Ok, EntryDecoder.Shared.Decode(bundle, entry, bytes));
            Assert.Equal(asset.Content(), bytes);
            Assert.Equal(asset.DependsOn.Select(d => d.Name).Order(), bundle.Dependencies(entry).ToArray().Select(bundle.Name).Order());
            Assert.Equal(asset.Radius > 0, bundle[entry].HasPosition);
        }

        Assert.Equal([world.WorldPath], Directory.GetFiles(world.Folder));
    }

    [Fact]
    public void The_same_seed_gives_the_same_file()
    {
        string other = Path.Combine(world.Folder, "again", "w.turtl");
        WorldGenerator.Write(WorldPlan.Create(SmallWorld.Shape), other, progress: null);
        Assert.Equal(File.ReadAllBytes(world.WorldPath), File.ReadAllBytes(other));
        Directory.Delete(Path.GetDirectoryName(other)!, recursive: true);
    }

    [Fact]
    public void A_cached_world_is_not_made_again_but_a_damaged_one_is()
    {
        WorldCache cache = new(Path.Combine(world.Folder, "damaged"));
        Directory.CreateDirectory(Path.GetDirectoryName(cache.PathOf(SmallWorld.Shape))!);
        File.WriteAllText(cache.PathOf(SmallWorld.Shape), "half a world");
        cache.OpenOrMake(SmallWorld.Shape, progress: null).Dispose();
        DateTime made = File.GetLastWriteTimeUtc(cache.PathOf(SmallWorld.Shape));
        cache.OpenOrMake(SmallWorld.Shape, progress: null).Dispose();
        Assert.Equal(made, File.GetLastWriteTimeUtc(cache.PathOf(SmallWorld.Shape)));
        Directory.Delete(Path.Combine(world.Folder, "damaged"), recursive: true);
    }

    [Fact]
    public void The_file_name_tells_version_size_and_seed() =>
        Assert.Equal($"world-v{WorldShape.GeneratorVersion}-2km-seed3.turtl", Path.GetFileName(world.WorldPath));
}
