namespace TurtlGraph.Bundles;

/// <summary>A material library: each material is the bytes of its lines, and depends on the images that those name.</summary>
internal sealed class ObjLibrary
{
    private readonly ObjGraph _graph;
    private readonly string _path;
    private readonly string _folder;
    private readonly Dictionary<string, string> _assets = new(StringComparer.Ordinal);

    public ObjLibrary(ObjGraph graph, string path)
    {
        _graph = graph;
        _path = path;
        _folder = ImportNames.FolderOf(path);
        Read(ImportContent.OfFile(graph.Files.FullPath(path)));
    }

    public string? AssetOf(string material) => _assets.GetValueOrDefault(material);

    /// <summary>The name that a material would have which the library lacks.</summary>
    public static string Asset(string library, string material) => ImportNames.Short(library + "#" + ImportNames.Fragment(material));

    private void Read(ImportContent file)
    {
        var (material, start) = ("", -1L);
        var textures = new List<(string Name, int Line)>();
        using var lines = new TextLines(file, _path, joins: true);
        while (lines.Next(out var line))
        {
            var key = TextLines.Word(ref line);
            if (key.SequenceEqual("newmtl"u8))
            {
                Add(file, material, start, lines.Offset, textures);
                (material, start) = (TextLines.Text(line.Trim(" \t"u8)), lines.Offset);
                textures.Clear();
            }
            else if (start >= 0 && IsTexture(key) && ObjTexture.Name(line) is { Length: > 0 } name)
            {
                textures.Add((name, lines.Number));
            }
        }

        Add(file, material, start, file.Length, textures);
    }

    private void Add(ImportContent file, string material, long start, long end, List<(string Name, int Line)> textures)
    {
        if (start < 0)
        {
            return;
        }

        var asset = Asset(_path, material);
        if (_graph.Find(asset) is not null)
        {
            _graph.Damaged.Add($"{_path}: defines the material '{material}' twice; the first counts");
            return;
        }

        _assets.Add(material, asset);
        var node = _graph.Add(new ImportNode(asset, AssetTypes.Material) { Content = file.Slice(start, end - start) });
        foreach (var (name, line) in textures)
        {
            _graph.LinkFile(node, _graph.Files.FindRelative(name, _folder), AssetTypes.Texture, name, _folder, _path, line);
        }
    }

    private static bool IsTexture(ReadOnlySpan<byte> key)
    {
        var name = key.Length <= 64 ? TextLines.Text(key).ToLowerInvariant() : "";
        return name is "bump" or "disp" or "decal" or "refl" or "norm"
            || (name.StartsWith("map_", StringComparison.Ordinal) && name != "map_aat");
    }
}
