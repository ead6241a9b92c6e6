using TurtlGraph.Bundles;
using TurtlGraph.Flythrough;
using TurtlGraph.Prediction;

namespace TurtlGraph.Benchmarks;

/// <summary>A world that is packed in several orders to be flown through.</summary>
internal sealed class LayoutWorld : IDisposable
{
    private const string SuperTuxKart = "/usr/share/games/supertuxkart/data";
    private const string Track = "hacienda";

    private readonly string _folder = Directory.CreateTempSubdirectory("turtl-layout-").FullName;
    private readonly string? _bundle;
    private readonly string? _track;

    private LayoutWorld(string name, string? bundle, string? track, Route? route) => (Name, _bundle, _track, Route) = (name, bundle, track, route);

    public string Name { get; }

    /// <summary>The route that was recorded; <see langword="null"/> where paths are seeded.</summary>
    public Route? Route { get; }

    /// <summary>A track of SuperTuxKart and a replay that comes with it; <see langword="null"/> where the package is not installed.</summary>
    public static LayoutWorld? OfTrack()
    {
        var replay = Path.Combine(SuperTuxKart, "replay", $"standard_intermediate_{Track}.replay");
        if (!File.Exists(replay))
        {
            Console.Error.WriteLine("SuperTuxKart's data is not installed (Debian: supertuxkart-data); its track is left out.");
            return null;
        }

        // Time and place are the first four numbers; the heading is that of the movement.
        var samples = File.ReadLines(replay).Where(line => line.Length > 0 && char.IsAsciiDigit(line[0]))
            .Select(line => string.Join(',', line.Split(' ', 5, StringSplitOptions.RemoveEmptyEntries)[..4]));
        using var text = new StringReader(string.Join('\n', samples));
        return new LayoutWorld($"track {Track}", null, Track, Route.From(Trajectory.Read(text, replay), replay));
    }

    /// <summary>The generated world of the flythrough, made when it is not cached.</summary>
    public static LayoutWorld Generated()
    {
        var cache = WorldCache.ForUser();
        var shape = new WorldShape();
        cache.OpenOrMake(shape, progress: null).Dispose();
        return new LayoutWorld("demo world", cache.PathOf(shape), null, null);
    }

    /// <summary>Packs the world in an order and returns the bundle.</summary>
    public string Pack(string name, PayloadLayout layout, AccessTrace? trace = null)
    {
        using var source = _bundle is null ? null : Bundle.Open(_bundle);
        var builder = new BundleBuilder(new BundleBuilderOptions { Layout = layout, Trace = trace, Level = 1 });
        builder.AddRange(Items(source));
        var path = Path.Combine(_folder, name + ".turtl");
        builder.Write(path);
        return path;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private IReadOnlyList<BundleItem> Items(Bundle? source) =>
        source is null ? new SuperTuxKartImporter(SuperTuxKart).Import(_track!).Items : PackBundle.Items(source);
}
