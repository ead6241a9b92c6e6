using TurtlGraph.Bundles;

namespace TurtlGraph.Flythrough.Tests;

/// <summary>A small generated world in a folder of its own, made once for all tests that fly.</summary>
public sealed class SmallWorld : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"turtlgraph-flythrough-{Guid.NewGuid():n}");

    public SmallWorld()
    {
        Cache = new WorldCache(_folder);
        using Bundle bundle = Cache.OpenOrMake(Shape, progress: null);
    }

    internal static WorldShape Shape { get; } = WorldShape.Small(3);

    internal WorldCache Cache { get; }

    internal string Folder => _folder;

    internal string WorldPath => Cache.PathOf(Shape);

    internal Scene OpenScene() => Scene.Generated(Shape, Cache, progress: null);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
