using TurtlGraph.Bundles;

namespace TurtlGraph.Flythrough;

/// <summary>An open world and what a flight must know of it.</summary>
internal sealed class Scene : IDisposable
{
    private Scene(string name, Bundle bundle, IGround ground, FlightArea area, bool hasPositions)
    {
        (Name, Bundle, Ground, Area, HasPositions) = (name, bundle, ground, area, hasPositions);
    }

    public string Name { get; }

    public Bundle Bundle { get; }

    public IGround Ground { get; }

    public FlightArea Area { get; }

    /// <summary>Whether any asset has a position; without one a flight needs nothing.</summary>
    public bool HasPositions { get; }

    /// <summary>A bundle that someone made.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="BundleFormatException">It is not a sound bundle.</exception>
    public static Scene Open(string path)
    {
        Bundle bundle = Bundle.Open(path);
        SceneGround ground = new(bundle);
        return new Scene(path, bundle, ground, ground.Area, ground.HasPositions);
    }

    /// <summary>The generated world; made first when it is not cached.</summary>
    /// <exception cref="IOException">It cannot be written or opened.</exception>
    public static Scene Generated(WorldShape shape, WorldCache cache, IProgress<PackProgress>? progress)
    {
        Bundle bundle = cache.OpenOrMake(shape, progress);
        SceneGround cover = new(bundle);
        FlightArea area = new(cover.Area.Low with { X = 0, Z = 0 }, cover.Area.High with { X = shape.Metres, Z = shape.Metres });
        return new Scene($"generated, {shape.Metres / 1000:f0} km, seed {shape.Seed}", bundle, new Terrain(shape.Seed), area, hasPositions: true);
    }

    public void Dispose() => Bundle.Dispose();
}
