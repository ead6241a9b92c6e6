using TurtlGraph.Bundles;

namespace TurtlGraph.Benchmarks;

/// <summary>A world that is packed in several orders to be flown through.</summary>
internal sealed class LayoutWorld : IDisposable
{
    private const string SuperTuxKart = "/usr/share/games/supertuxkart/data";
    private const string Track = "hacienda";

    private readonly string _folder = Directory.CreateTempSubdirectory("turtl-layout-").FullName;
    private readonly string? _bundle;
    private readonly string? _track;

    private LayoutWorld(string name, string? bundle, string? track) => (Name, _bundle, _track) = (name, bundle, track);

    public string Name { get; }

    /// <summary>The path that was recorded; <see langword="null"/> where paths are seeded.</summary>
    public string? Trajectory { get; private set; }

    /// <summary>A file of its own.</summary>
    public string this[string name] => Path.Combine(_folder, name);

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
        var world = new LayoutWorld($"track {Track}", null, Track);
        world.Trajectory = world["trajectory.csv"];
        File.WriteAllLines(world.Trajectory, samples);
        return world;
    }

    /// <summary>The generated world of the flythrough, which makes it when it is not cached and says where it is.</summary>
    public static LayoutWorld Generated()
    {
        const string mark = ".turtl: ";
        var line = LayoutFlight.Run("--clock", "virtual", "--headless", "--seconds", "0.1").Split('\n').First(text => text.Contains(mark, StringComparison.Ordinal) && text.Contains(" assets", StringComparison.Ordinal));
        return new LayoutWorld("demo world", line[..(line.IndexOf(mark, StringComparison.Ordinal) + mark.Length - 2)], null);
    }

    /// <summary>Packs the world in an order and returns the bundle.</summary>
    public string Pack(string name, PayloadLayout layout, AccessTrace? trace = null)
    {
        using var source = _bundle is null ? null : Bundle.Open(_bundle);
        var builder = new BundleBuilder(new BundleBuilderOptions { Layout = layout, Trace = trace, Level = 1 });
        builder.AddRange(Items(source));
        var path = this[name + ".turtl"];
        builder.Write(path);
        return path;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private IReadOnlyList<BundleItem> Items(Bundle? source) =>
        source is null ? new SuperTuxKartImporter(SuperTuxKart).Import(_track!).Items : PackBundle.Items(source);
}
