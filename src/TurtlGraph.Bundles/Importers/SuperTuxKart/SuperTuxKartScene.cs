using System.Numerics;
using System.Xml.Linq;
using static TurtlGraph.Bundles.ImportXml;

namespace TurtlGraph.Bundles;

/// <summary>A scene.xml of a track or a node.xml of a prefab, as the list of what it places and what it always uses.</summary>
internal sealed class SuperTuxKartScene
{
    /// <summary>Bounds of particles, whose extent the data does not say, in metres.</summary>
    private const float ParticleRadius = 5;

    /// <summary>Bounds of a pick-up item, in metres: the game scales them to about a kart's size.</summary>
    private const float ItemRadius = 1;

    private const float DefaultSoundRadius = 25;

    private readonly List<SuperTuxKartObject> _objects = [];
    private readonly Dictionary<string, List<(string Model, int Line)>> _lodGroups = new(StringComparer.Ordinal);
    private readonly List<(string Name, int Line)> _skyTextures = [];
    private readonly List<(string Name, int Line)> _weatherParticles = [];
    private readonly List<(string Name, int Line)> _sounds = [];

    private SuperTuxKartScene(string path)
    {
        Path = path;
        Folder = path[..path.LastIndexOf('/')];
    }

    public string Path { get; }

    /// <summary>Where names in the scene are looked up first.</summary>
    public string Folder { get; }

    public IReadOnlyList<SuperTuxKartObject> Objects => _objects;

    /// <summary>Models of each group, finest first.</summary>
    public IReadOnlyDictionary<string, List<(string Model, int Line)>> LodGroups => _lodGroups;

    public IReadOnlyList<(string Name, int Line)> SkyTextures => _skyTextures;

    public IReadOnlyList<(string Name, int Line)> WeatherParticles => _weatherParticles;

    public IReadOnlyList<(string Name, int Line)> Sounds => _sounds;

    public static SuperTuxKartScene Load(ImportFiles files, string path)
    {
        var scene = new SuperTuxKartScene(path);
        scene.ReadChildren(ImportXml.Load(files, path));
        return scene;
    }

    private void ReadChildren(XElement parent)
    {
        foreach (var element in parent.Elements())
        {
            Read(element);
        }
    }

    private void Read(XElement element)
    {
        switch (element.Name.LocalName)
        {
            case "track":
                ReadTrack(element);
                break;
            case "lod":
                ReadLodGroups(element);
                break;
            case "static-object" or "object":
                ReadObject(element);
                break;
            case "library":
                Add(element, SuperTuxKartKind.Prefab, Required(element, "name"), Placement(element));
                break;
            case "water":
                Add(element, SuperTuxKartKind.Model, Required(element, "model"), Placement(element));
                break;
            case "particle-emitter":
                Add(element, SuperTuxKartKind.Particles, Required(element, "kind"), Placement(element), ParticleRadius);
                break;
            case "item" or "banana" or "small-nitro" or "big-nitro":
                Add(element, SuperTuxKartKind.Item, element.Name.LocalName, SplitPosition(element), ItemRadius);
                break;
            case "sky-box" or "sky-dome" or "weather":
                ReadSurroundings(element);
                break;
        }
    }

    private void ReadTrack(XElement track)
    {
        if (Text(track, "model") is { } model)
        {
            Add(track, SuperTuxKartKind.Model, model, SplitPosition(track));
        }

        ReadChildren(track);
    }

    private void ReadLodGroups(XElement lod)
    {
        foreach (var group in lod.Elements("group"))
        {
            var levels = group.Elements()
                .Where(e => Text(e, "model") is not null)
                .Select(e => (Model: Text(e, "model")!, Line: Line(e), Distance: Number(e, "lod_distance", 0, Path)))
                .OrderBy(level => level.Distance);
            _lodGroups[Required(group, "name")] = [.. levels.Select(level => (level.Model, level.Line))];
        }
    }

    private void ReadObject(XElement element)
    {
        switch (Text(element, "type"))
        {
            case "billboard":
                var width = Number(element, "width", 1, Path);
                var height = Number(element, "height", 1, Path);
                Add(element, SuperTuxKartKind.Billboard, Required(element, "texture"), Placement(element), new Vector2(width, height).Length() / 2);
                break;
            case "sfx-emitter":
                Add(element, SuperTuxKartKind.Sound, Required(element, "sound"), Shift(element), Number(element, "max_dist", DefaultSoundRadius, Path));
                break;
            default:
                ReadSolid(element);
                break;
        }
    }

    /// <summary>An instance of a group takes its levels; without one, or beside one the file lacks, it has a model of its own.</summary>
    private void ReadSolid(XElement element)
    {
        var group = Text(element, "lod_instance") is "true" ? Text(element, "lod_group") : null;
        if (group is not null)
        {
            Add(element, SuperTuxKartKind.LodInstance, group, Placement(element));
        }
        else if (Text(element, "model") is { } model)
        {
            Add(element, SuperTuxKartKind.Model, model, Placement(element));
        }
    }

    private void ReadSurroundings(XElement element)
    {
        foreach (var (attribute, list) in new[]
        {
            ("texture", _skyTextures), ("sh-texture", _skyTextures), ("particles", _weatherParticles), ("sound", _sounds),
        })
        {
            foreach (var name in Words(Text(element, attribute) ?? ""))
            {
                list.Add((name, Line(element)));
            }
        }
    }

    private void Add(XElement element, SuperTuxKartKind kind, string target, Matrix4x4 transform, float radius = 0) =>
        _objects.Add(new SuperTuxKartObject
        {
            Index = _objects.Count,
            Line = Line(element),
            Kind = kind,
            Tag = element.Name.LocalName,
            Id = Text(element, "id") ?? "",
            Target = target,
            Transform = transform,
            OwnRadius = radius,
            Motion = SuperTuxKartMotion.Read(element, transform.Translation, Vector(element, "scale", Vector3.One, Path), Path),
            Textures = [.. element.Elements("animated-texture").Select(e => Text(e, "name")).OfType<string>()],
        });

    /// <summary>Scale, then the turns about x, y and z in this order (degrees), then the shift, for row vectors.</summary>
    private Matrix4x4 Placement(XElement element)
    {
        var turn = Vector(element, "hpr", Vector3.Zero, Path) * (MathF.PI / 180);
        return Matrix4x4.CreateScale(Vector(element, "scale", Vector3.One, Path))
            * Matrix4x4.CreateRotationX(turn.X)
            * Matrix4x4.CreateRotationY(turn.Y)
            * Matrix4x4.CreateRotationZ(turn.Z)
            * Matrix4x4.CreateTranslation(Vector(element, "xyz", Vector3.Zero, Path));
    }

    private Matrix4x4 SplitPosition(XElement element) => Matrix4x4.CreateTranslation(
        Number(element, "x", 0, Path), Number(element, "y", 0, Path), Number(element, "z", 0, Path));

    /// <summary>A sound's radius is in metres, so the element's own scale does not apply to it.</summary>
    private Matrix4x4 Shift(XElement element) =>
        Matrix4x4.CreateTranslation(Vector(element, "xyz", Vector3.Zero, Path));

    private string Required(XElement element, string attribute) => Text(element, attribute)
        ?? throw new ImportException(Path, Line(element), $"<{element.Name.LocalName}> has no {attribute}");
}
