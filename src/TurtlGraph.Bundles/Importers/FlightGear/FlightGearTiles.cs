using System.Globalization;
using System.Numerics;

namespace TurtlGraph.Bundles;

/// <summary>The tiles of an import: first all are read, so that the middle is known, then everything is placed about that.</summary>
internal sealed class FlightGearTiles(FlightGearGraph graph, string scenery, int maxNodes)
{
    /// <summary>Folders of a scenery that hold tiles.</summary>
    public static readonly string[] Kinds = ["Terrain", "Objects", "Buildings", "Roads", "Railways", "Pylons", "Details", "Trees"];

    private const float SignRadius = 2;

    private readonly List<FlightGearStg> _files = [];
    private readonly Dictionary<string, ((double X, double Y, double Z) Center, float Radius)> _spheres = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _ground = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (int Count, string Where)> _unknown = new(StringComparer.Ordinal);
    private (double X, double Y, double Z) _sum;
    private (double X, double Y, double Z)? _first;

    public int Tiles { get; private set; }

    public int Placements { get; private set; }

    /// <summary>The place on the ellipsoid below the mean of all terrain, or of all placements where there is none.</summary>
    public Geodetic Middle
    {
        get
        {
            var (x, y, z) = _sum;
            var mean = (x * x) + (y * y) + (z * z) > 1 ? _sum : _first ?? new Geodetic(0, 0, 0).ToEarthCentred();
            return Geodetic.FromEarthCentred(mean.X, mean.Y, mean.Z) with { Elevation = 0 };
        }
    }

    public void Read(IReadOnlyList<string> regions)
    {
        var tiles = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in Kinds.SelectMany(kind => regions.Select(region => ImportNames.Join(ImportNames.Join(scenery, kind), region))).SelectMany(Below))
        {
            var stg = FlightGearStg.Read(graph.Files, path);
            _files.Add(stg);
            Placements += stg.Placements.Count;
            if (Placements > maxNodes)
            {
                throw new ImportException(path, 0, $"the scenery places more than {maxNodes} objects");
            }

            tiles.Add(TileOf(path));
            ReadTerrain(stg);
            foreach (var (verb, line) in stg.Unknown)
            {
                var (count, where) = _unknown.GetValueOrDefault(verb, (0, $"{path}({line})"));
                _unknown[verb] = (count + 1, where);
            }
        }

        Tiles = tiles.Count;
        if (_spheres.Count == 0)
        {
            _files.SelectMany(stg => stg.Placements).ToList().ForEach(placed => Count(placed.At.ToEarthCentred()));
        }

        graph.Ignored.AddRange(_unknown.Select(pair => $"{pair.Key} in {pair.Value.Count} files is not known; first in {pair.Value.Where}"));
    }

    public void Place(GeodeticFrame frame)
    {
        foreach (var stg in _files)
        {
            var node = graph.File(stg.Path, AssetTypes.Scene);
            var spheres = new List<BoundingSphere>(stg.Placements.Count + stg.Terrain.Count);
            foreach (var (name, line) in stg.Terrain)
            {
                PlaceTerrain(frame, stg, node, name, line, spheres);
            }

            foreach (var placed in stg.Placements)
            {
                spheres.Add(Place(frame, stg, placed));
            }

            if (spheres.Count > 0)
            {
                node.Bounds = BoundingSphere.Union(spheres);
            }
        }
    }

    private void ReadTerrain(FlightGearStg stg)
    {
        foreach (var (name, _) in stg.Terrain)
        {
            if (Find(stg, name) is not { } path || graph.Find(path) is not null)
            {
                continue;
            }

            graph.File(path, AssetTypes.Terrain);
            if (FlightGearTerrain.Read(ImportContent.OfFile(graph.Files.FullPath(path)), out var problem) is not { } sphere)
            {
                graph.Damaged.Add($"{path}: {problem}");
                continue;
            }

            _spheres.Add(path, sphere);
            _ground.TryAdd(TileOf(stg.Path), Geodetic.FromEarthCentred(sphere.Center.X, sphere.Center.Y, sphere.Center.Z).Elevation);
            Count(sphere.Center);
        }
    }

    private void Count((double X, double Y, double Z) point)
    {
        _first ??= point;
        _sum = (_sum.X + point.X, _sum.Y + point.Y, _sum.Z + point.Z);
    }

    private void PlaceTerrain(GeodeticFrame frame, FlightGearStg stg, ImportNode node, string name, int line, List<BoundingSphere> spheres)
    {
        var path = Find(stg, name);
        if (graph.LinkFile(node, path, AssetTypes.Terrain, name, stg.Folder, stg.Path, line) is { } terrain && _spheres.TryGetValue(path!, out var sphere))
        {
            var bounds = new BoundingSphere(frame.Place(sphere.Center), sphere.Radius);
            terrain.Bounds = bounds;
            spheres.Add(bounds);
        }
    }

    /// <summary>Terrain is named without the ending that it has when it is compressed.</summary>
    private string? Find(FlightGearStg stg, string name) =>
        graph.Files.FindRelative(name, stg.Folder) ?? graph.Files.FindRelative(name + ".gz", stg.Folder);

    private BoundingSphere Place(GeodeticFrame frame, FlightGearStg stg, FlightGearPlacement placed)
    {
        var ground = placed.IsAboveGround ? _ground.GetValueOrDefault(TileOf(stg.Path)) : 0;
        var at = placed.At with { Elevation = placed.At.Elevation + ground };
        var world = frame.Stand(at, placed.Heading, placed.Pitch, placed.Roll);
        var name = string.Create(CultureInfo.InvariantCulture, $"{stg.Path}#{placed.Line}");
        var node = new ImportNode(name, AssetTypes.Scene) { Content = Describe(stg, placed, at, world) };
        var bounds = new BoundingSphere(world.Translation, placed.IsSign ? SignRadius : 0);
        if (!placed.IsSign)
        {
            var folder = placed.IsShared ? scenery : stg.Folder;
            var box = placed.IsList ? List(node, stg, placed) : graph.Model(node, placed.Target, folder, stg.Path, placed.Line);
            bounds = box.Sphere(world);
        }

        if (!bounds.IsFinite)
        {
            throw new ImportException(stg.Path, placed.Line, $"{placed.Target} lies outside the range of numbers");
        }

        node.Bounds = bounds;
        graph.Add(node);
        return bounds;
    }

    private Box List(ImportNode node, FlightGearStg stg, FlightGearPlacement placed)
    {
        graph.LinkFile(node, graph.Files.FindRelative(placed.Target, stg.Folder), AssetTypes.Scene, placed.Target, stg.Folder, stg.Path, placed.Line);
        return Box.Empty;
    }

    private static ImportContent Describe(FlightGearStg stg, FlightGearPlacement placed, Geodetic at, Matrix4x4 world) => ImportJson.Write(json =>
    {
        json.WriteString("kind", placed.Verb);
        json.WriteString("target", placed.Target);
        json.WriteString("source", stg.Path);
        json.WriteNumber("line", placed.Line);
        json.WriteNumber("longitude", at.Longitude);
        json.WriteNumber("latitude", at.Latitude);
        json.WriteNumber("elevation", at.Elevation);
        json.WriteNumber("heading", placed.Heading);
        json.WriteTransform(world);
    });

    private IEnumerable<string> Below(string region) =>
        graph.Files.Folders(region).Select(folder => region + "/" + folder).Prepend(region).SelectMany(
            folder => graph.Files.FilesIn(folder).Where(name => name.EndsWith(".stg", StringComparison.Ordinal)).Select(name => folder + "/" + name));

    /// <summary>Region, square and number: the same for all kinds of files of one tile.</summary>
    private static string TileOf(string path) => string.Join('/', path.Split('/')[^3..]);
}
