using System.Text;
using System.Xml.Linq;
using static TurtlGraph.Bundles.ImportXml;

namespace TurtlGraph.Bundles;

/// <summary>A materials.xml: materials by the texture names that models use to ask for them.</summary>
internal sealed class SuperTuxKartMaterials
{
    private static readonly string[] s_layers =
    [
        "mask", "normal-map", "gloss-map", "colorization-mask", "tex-layer-2", "tex-layer-3", "tex-layer-4", "tex-layer-5",
    ];

    private readonly Dictionary<(string, string), SuperTuxKartMaterial> _materials = [];

    private SuperTuxKartMaterials(string path, string folder)
    {
        Path = path;
        Folder = folder;
    }

    public string Path { get; }

    /// <summary>Where the textures that the materials name are looked up first.</summary>
    public string Folder { get; }

    public IEnumerable<SuperTuxKartMaterial> All => _materials.Values;

    /// <summary>Materials of a folder, or none when it has no materials.xml. Of two with one name the later counts, as in the game.</summary>
    public static SuperTuxKartMaterials Load(ImportFiles files, string folder)
    {
        var materials = new SuperTuxKartMaterials(ImportNames.Join(folder, "materials.xml"), folder);
        if (files.Exists(materials.Path))
        {
            foreach (var element in ImportXml.Load(files, materials.Path).Elements("material"))
            {
                materials.Add(element);
            }
        }

        return materials;
    }

    /// <summary>The material of a texture, or of a pair: a pair also matches the material of the first alone.</summary>
    public SuperTuxKartMaterial? Find(string first, string second) =>
        _materials.GetValueOrDefault((first, second))
        ?? (second.Length > 0 ? _materials.GetValueOrDefault((first, "")) : _materials.Values.FirstOrDefault(m => m.Texture == first));

    private void Add(XElement element)
    {
        var texture = Text(element, "name") ?? throw new ImportException(Path, Line(element), "<material> has no name");
        var second = Text(element, "uv-two-tex") ?? "";
        if (!IsFileName(texture) || (second.Length > 0 && !IsFileName(second)))
        {
            throw new ImportException(Path, Line(element), $"material name '{texture}{second}' is not a plain file name");
        }

        var asset = $"{Path}#{texture}{(second.Length > 0 ? "+" + second : "")}";
        var content = Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting));
        _materials[(texture, second)] = new SuperTuxKartMaterial(asset, texture, second, Line(element), content)
        {
            Layers = [.. s_layers.Select(name => Text(element, name)).OfType<string>().Distinct()],
            Particles = [.. element.Elements("particles").Select(e => Text(e, "base")).Append(Text(element, "collision-particles")).OfType<string>().Distinct()],
            Sounds = [.. element.Elements("sfx").Select(e => Text(e, "filename")).OfType<string>().Distinct()],
            Shader = Text(element, "shader"),
        };
    }

    private static bool IsFileName(string name) => ImportNames.IsPlain(name) && !name.Contains('/');
}
