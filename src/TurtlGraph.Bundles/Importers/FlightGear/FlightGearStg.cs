namespace TurtlGraph.Bundles;

/// <summary>A <c>.stg</c> file: a verb, a name and numbers a line; '#' begins a comment.</summary>
internal sealed class FlightGearStg
{
    private const double FarthestElevation = 1e6;

    public required string Path { get; init; }

    public string Folder => ImportNames.FolderOf(Path);

    /// <summary>Terrain that the tile consists of.</summary>
    public List<(string Name, int Line)> Terrain { get; } = [];

    public List<FlightGearPlacement> Placements { get; } = [];

    /// <summary>Verbs that are not known, with the first line of each.</summary>
    public Dictionary<string, int> Unknown { get; } = new(StringComparer.Ordinal);

    public static FlightGearStg Read(ImportFiles files, string path)
    {
        var stg = new FlightGearStg { Path = path };
        using var lines = new TextLines(ImportContent.OfFile(files.FullPath(path)), path);
        while (lines.Next(out var line))
        {
            var verb = TextLines.Word(ref line);
            if (verb.Length > 0 && verb[0] != '#')
            {
                stg.Read(lines, TextLines.Text(verb), line);
            }
        }

        return stg;
    }

    private void Read(TextLines lines, string verb, ReadOnlySpan<byte> rest)
    {
        switch (verb)
        {
            case "OBJECT_BASE" or "OBJECT":
                Terrain.Add((Name(lines, verb, ref rest), lines.Number));
                break;
            case "OBJECT_STATIC" or "OBJECT_STATIC_AGL" or "OBJECT_SHARED" or "OBJECT_SHARED_AGL" or "OBJECT_SIGN" or "OBJECT_SIGN_AGL"
                or "OBJECT_BUILDING_MESH_ROUGH" or "OBJECT_BUILDING_MESH_DETAILED" or "OBJECT_ROAD_ROUGH" or "OBJECT_ROAD_DETAILED"
                or "OBJECT_RAILWAY_ROUGH" or "OBJECT_RAILWAY_DETAILED" or "BUILDING_ROUGH" or "BUILDING_DETAILED" or "ROAD_ROUGH"
                or "ROAD_DETAILED" or "RAILWAY_ROUGH" or "RAILWAY_DETAILED":
                var target = Name(lines, verb, ref rest);
                var at = Place(lines, verb, ref rest);
                var heading = Number(lines, verb, ref rest);
                var turned = !verb.StartsWith("OBJECT_SIGN", StringComparison.Ordinal);
                Placements.Add(new FlightGearPlacement(
                    verb, target, lines.Number, at, heading, turned ? Optional(lines, ref rest) : 0, turned ? Optional(lines, ref rest) : 0));
                break;
            case "BUILDING_LIST" or "TREE_LIST" or "LINE_FEATURE_LIST" or "AREA_FEATURE_LIST":
                var list = Name(lines, verb, ref rest);
                Name(lines, verb, ref rest);
                Placements.Add(new FlightGearPlacement(verb, list, lines.Number, Place(lines, verb, ref rest), 0, 0, 0));
                break;
            case "LIGHT_LIST":
                Placements.Add(new FlightGearPlacement(verb, Name(lines, verb, ref rest), lines.Number, Place(lines, verb, ref rest), 0, 0, 0));
                break;
            default:
                Unknown.TryAdd(verb, lines.Number);
                break;
        }
    }

    private static string Name(TextLines lines, string verb, ref ReadOnlySpan<byte> rest)
    {
        var name = TextLines.Text(TextLines.Word(ref rest)).Replace('\\', '/');
        return name.Length > 0 ? name : throw lines.Fault($"{verb} without a name");
    }

    private static Geodetic Place(TextLines lines, string verb, ref ReadOnlySpan<byte> rest)
    {
        var at = new Geodetic(Number(lines, verb, ref rest), Number(lines, verb, ref rest), Number(lines, verb, ref rest));
        return Math.Abs(at.Longitude) <= 360 && Math.Abs(at.Latitude) <= 90 && Math.Abs(at.Elevation) <= FarthestElevation
            ? at
            : throw lines.Fault($"{verb} at {at}, which is not on the earth");
    }

    private static double Number(TextLines lines, string verb, ref ReadOnlySpan<byte> rest) =>
        TextLines.TryNumber(ref rest, out var number) ? number : throw lines.Fault($"{verb} lacks a finite number");

    private static double Optional(TextLines lines, ref ReadOnlySpan<byte> rest)
    {
        var ahead = rest;
        return TextLines.Word(ref ahead) is not { IsEmpty: false } word || word[0] == '#' ? 0 : Number(lines, "the line", ref rest);
    }
}
