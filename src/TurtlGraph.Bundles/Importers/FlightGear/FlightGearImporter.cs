namespace TurtlGraph.Bundles;

/// <summary>
/// Reads scenery of the flight simulator FlightGear (for instance the Debian packages <c>flightgear-data-base</c> and
/// <c>flightgear-data-models</c>) as bundle items with their real dependency graph.
/// <list type="bullet">
/// <item>Each <c>.stg</c> file of a tile is an asset (scene) that depends on the terrain it names (<c>OBJECT_BASE</c>, <c>OBJECT</c>:
/// <c>.btg.gz</c> files, placed by the sphere in their header) and spans all that it places.</item>
/// <item>Each placement (<c>OBJECT_STATIC</c>, <c>OBJECT_SHARED</c>, signs, building, road and railway meshes, lists of buildings) is a
/// scene node: a small JSON document with the geodetic place and the world transform. Its name is the file, '#' and the line.</item>
/// <item>Models (<c>.xml</c>) depend on their geometry, sub-models, included files, effects and textures, geometry (<c>.ac</c>) on
/// its textures. Files keep their bytes, have no position, and are there once however many models share them.</item>
/// </list>
/// Positions are metres in a right-handed frame at <see cref="FlightGearImport.Origin"/>, tangent to the WGS84 ellipsoid: x east, y up,
/// z south. The earth curves away below it, so far tiles lie deep and lean; import regions that are far from each other one by one. What is placed above ground (<c>..._AGL</c>) counts from the height of the
/// tile's terrain sphere, for the terrain itself is not read. Not thread-safe; each import reads the files anew.
/// </summary>
public sealed class FlightGearImporter
{
    private readonly ImportFiles _files;
    private readonly string _scenery;

    /// <summary>Creates an importer.</summary>
    /// <param name="folder">
    /// The simulator's data folder, which holds <c>Scenery</c>; or a folder of scenery, which holds <c>Terrain</c> or <c>Objects</c>. In the
    /// latter case shared models are also looked for beside it, when the folder above is a data folder.
    /// </param>
    /// <exception cref="ImportException">The folder is missing or is neither.</exception>
    public FlightGearImporter(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var above = Path.GetDirectoryName(full);
        if (IsScenery(Path.Combine(full, "Scenery")))
        {
            (_files, _scenery) = (new ImportFiles(full), "Scenery");
        }
        else if (!IsScenery(full))
        {
            throw new ImportException(folder, 0, "no scenery in it; give the data folder, such as /usr/share/games/flightgear, or a folder with Terrain or Objects");
        }
        else if (above is not null && Path.GetFileName(full) == "Scenery" && Directory.Exists(Path.Combine(above, "Models")))
        {
            (_files, _scenery) = (new ImportFiles(above), "Scenery");
        }
        else
        {
            (_files, _scenery) = (new ImportFiles(full), "");
        }
    }

    /// <summary>Regions of ten by ten degrees that the scenery has, such as <c>w160n20</c>, in order.</summary>
    public IReadOnlyList<string> Regions =>
        [.. FlightGearTiles.Kinds.SelectMany(kind => _files.Folders(ImportNames.Join(_scenery, kind))).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Where coordinates begin; null for the middle of what is imported.</summary>
    public Geodetic? Origin { get; init; }

    /// <summary>More placements than this are refused.</summary>
    internal int MaxNodes { get; init; } = 4_000_000;

    /// <summary>Reads the tiles of some regions, or of all.</summary>
    /// <param name="regions">Regions; none for all.</param>
    /// <exception cref="ImportException">A region does not exist, or a <c>.stg</c> file cannot be read.</exception>
    public FlightGearImport Import(params IEnumerable<string> regions)
    {
        ArgumentNullException.ThrowIfNull(regions);
        var wanted = regions.ToArray();
        foreach (var region in wanted.Except(Regions))
        {
            throw new ImportException(Path.Combine(_files.Root, _scenery), 0, $"no region '{region}'; there are: {string.Join(", ", Regions)}");
        }

        var graph = new FlightGearGraph(_files, _scenery);
        var tiles = new FlightGearTiles(graph, _scenery, MaxNodes);
        tiles.Read(wanted.Length > 0 ? wanted : Regions);
        var frame = new GeodeticFrame(Origin ?? tiles.Middle);
        tiles.Place(frame);
        return new FlightGearImport(graph, wanted.Length > 0 ? "scenery of " + string.Join(", ", wanted) : "scenery")
        {
            Placements = tiles.Placements,
            SceneNodes = tiles.Placements,
            Tiles = tiles.Tiles,
            Origin = frame.Origin,
        };
    }

    private static bool IsScenery(string folder) => FlightGearTiles.Kinds.Any(kind => Directory.Exists(Path.Combine(folder, kind)));
}
