using TurtlGraph.Bundles;

namespace TurtlGraph.Flythrough.Faults.Tests;

/// <summary>A small generated world on disk, made once for all flights of a test class.</summary>
public sealed class FlyableWorld : IDisposable
{
    private static readonly WorldShape s_shape = WorldShape.Small(seed: 5);
    private readonly string _folder = Directory.CreateTempSubdirectory("turtl-faults-").FullName;
    private readonly WorldCache _cache;

    public FlyableWorld()
    {
        _cache = new WorldCache(_folder);
        using Bundle bundle = _cache.OpenOrMake(s_shape, progress: null);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    internal Scene OpenScene() => Scene.Generated(s_shape, _cache, progress: null);
}
