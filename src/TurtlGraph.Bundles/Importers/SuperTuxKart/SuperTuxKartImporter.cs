namespace TurtlGraph.Bundles;

/// <summary>
/// Reads tracks of the game SuperTuxKart (data of version 1.x, for instance the Debian package <c>supertuxkart-data</c>)
/// as bundle items with their real dependency graph.
/// <list type="bullet">
/// <item>Each placed object is a scene node: a small JSON document (kind, id, target, source, line, 4 x 4 row-vector world
/// transform) at the centre of its bounding sphere, which depends on what it places. Its name is the scene's file, '#', the
/// index of the element, '.' and an index for each prefab it lies in, and '@lod' with the level.</item>
/// <item>Prefabs from <c>library/</c> are expanded with their transforms composed; levels of detail become one node each.</item>
/// <item>Models depend on materials and textures, materials on textures, sounds, particles and shaders. A texture name
/// means the material of that name where one is declared, as in the game, so materials may form cycles.</item>
/// <item>Files keep their bytes and have no position, for they are shared: they are needed when a node near the viewer
/// needs them. Only the track's own description has a place: it spans the whole scene, and what is always in use
/// (sky, music, weather, prefab descriptions) hangs on it.</item>
/// </list>
/// Coordinates are metres, y up. Not thread-safe; each import reads the files anew.
/// </summary>
public sealed class SuperTuxKartImporter
{
    private static readonly string[] s_companions = ["scripting.as", "quads.xml", "graph.xml", "navmesh.xml", "easter_eggs.xml", "materials.xml"];

    private readonly string _root;

    /// <summary>Creates an importer.</summary>
    /// <param name="dataFolder">The folder that holds <c>tracks</c>, <c>library</c>, <c>textures</c> and so on.</param>
    /// <exception cref="ImportException">The folder is missing or is not such a folder.</exception>
    public SuperTuxKartImporter(string dataFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(dataFolder);
        if (!Directory.Exists(Path.Combine(dataFolder, "tracks")))
        {
            throw new ImportException(dataFolder, 0, "no folder 'tracks' in it; give the game's data folder, such as /usr/share/games/supertuxkart/data");
        }

        _root = dataFolder;
    }

    /// <summary>More placed objects or prefabs than this are taken for an attack by nested prefabs.</summary>
    internal int MaxNodes { get; init; } = 1_000_000;

    /// <summary>Names of the tracks that have a scene, in order.</summary>
    public IReadOnlyList<string> Tracks
    {
        get
        {
            var files = new ImportFiles(_root);
            return [.. files.Folders("tracks").Where(track => files.Exists($"tracks/{track}/scene.xml"))];
        }
    }

    /// <summary>Reads one track.</summary>
    /// <param name="track">Its folder name under <c>tracks</c>.</param>
    /// <exception cref="ImportException">The track does not exist, or an XML file of it cannot be read.</exception>
    public SuperTuxKartImport Import(string track)
    {
        ArgumentException.ThrowIfNullOrEmpty(track);
        var files = new ImportFiles(_root);
        var folder = "tracks/" + track;
        if (!ImportNames.IsPlain(track) || !files.Exists(folder + "/scene.xml"))
        {
            throw new ImportException(Path.Combine(_root, "tracks", track), 0, $"no track '{track}' with a scene.xml; there are: {string.Join(", ", Tracks)}");
        }

        var scene = SuperTuxKartScene.Load(files, folder + "/scene.xml");
        var graph = new SuperTuxKartGraph(files, folder);
        var root = graph.File(scene.Path, AssetTypes.Scene);
        var placer = new SuperTuxKartPlacer(graph, scene, MaxNodes);
        placer.PlaceAll(root);
        LinkAlwaysUsed(graph, scene, root);
        graph.AllMaterials(folder);
        graph.ReadMaterials();
        root.Position = placer.Bounds.Center;
        root.Radius = placer.Bounds.Radius;
        return Result(track, graph, scene, placer);
    }

    private static void LinkAlwaysUsed(SuperTuxKartGraph graph, SuperTuxKartScene scene, ImportNode root)
    {
        foreach (var (name, line) in scene.SkyTextures)
        {
            graph.Texture(root, name, scene.Folder, scene.Path, line);
        }

        foreach (var (name, line) in scene.WeatherParticles)
        {
            graph.Particles(root, name, scene.Folder, scene.Path, line);
        }

        foreach (var (name, line) in scene.Sounds)
        {
            graph.Sound(root, name, scene.Folder, scene.Path, line);
        }

        foreach (var name in s_companions)
        {
            if (graph.Files.Find(name, scene.Folder) is { } path)
            {
                root.Link(graph.File(path, AssetTypes.Other).Name);
            }
        }

        LinkTrackDescription(graph, scene, root);
    }

    private static void LinkTrackDescription(SuperTuxKartGraph graph, SuperTuxKartScene scene, ImportNode root)
    {
        if (graph.Files.Find("track.xml", scene.Folder) is not { } path)
        {
            return;
        }

        var description = graph.File(path, AssetTypes.Other);
        root.Link(path);
        var element = ImportXml.Load(graph.Files, path);
        foreach (var music in ImportXml.Words(ImportXml.Text(element, "music") ?? ""))
        {
            graph.Music(description, music, path, ImportXml.Line(element));
        }

        if (ImportXml.Text(element, "screenshot") is { } screenshot)
        {
            graph.Texture(description, screenshot, scene.Folder, path, ImportXml.Line(element));
        }
    }

    private static SuperTuxKartImport Result(string track, SuperTuxKartGraph graph, SuperTuxKartScene scene, SuperTuxKartPlacer placer)
    {
        var nodes = graph.Nodes.OrderBy(node => node.Name, StringComparer.Ordinal).ToArray();
        return new SuperTuxKartImport(graph, track)
        {
            Placements = scene.Objects.Count,
            SceneNodes = placer.Nodes,
            PrefabCycles = [.. placer.Cycles],
            SelfReferences = [.. nodes.Where(node => node.DependsOn.Contains(node.Name)).Select(node => node.Name)],
        };
    }
}
