namespace TurtlGraph.Bundles;

/// <summary>
/// Reads glTF 2.0 models (<c>.gltf</c> with external or embedded data, and <c>.glb</c>) as bundle items. The bytes of images,
/// meshes and buffers are exactly those of the files. For a model <c>robot.glb</c> the assets are:
/// <list type="table">
/// <item><term><c>robot.glb#scene</c></term><description>The JSON document without embedded data (scene); spans the whole model.</description></item>
/// <item><term><c>robot.glb#node/5</c></term><description>A node that shows a mesh (scene): a JSON document with the world transform, at
/// the centre of its bounding sphere. It depends on its mesh and its skin.</description></item>
/// <item><term><c>robot.glb#mesh/2</c></term><description>A mesh (mesh): a JSON document with its definition, its accessors, and where
/// their buffer views lie. It depends on those bytes and on its materials.</description></item>
/// <item><term><c>robot.glb#view/3</c></term><description>The bytes of a buffer view (mesh). Views that overlap are one asset, so no byte
/// is stored twice; a view that is a whole external buffer is that file.</description></item>
/// <item><term><c>robot.glb#material/0</c></term><description>A material's JSON (material), which depends on its images.</description></item>
/// <item><term><c>robot.glb#image/0.png</c></term><description>An embedded image (texture); an external one has its path as name.</description></item>
/// <item><term><c>robot.glb#skin/0</c>, <c>#animation/1</c></term><description>As a mesh, with the views that hold their numbers.</description></item>
/// </list>
/// Names begin with the model's path in the folder, so several models share the files that both use. Bounds come from the
/// <c>min</c> and <c>max</c> of the POSITION accessors, or from the vertices where those are absent, under the node's world transform;
/// a morph target counts with weight 1. Skins and animations are not followed. Levels of detail (MSFT_lod) are told apart. Coordinates
/// are those of glTF: metres, y up. Not thread-safe; each import reads the files anew.
/// </summary>
public sealed class GltfImporter
{
    private readonly string _folder;

    /// <summary>Creates an importer.</summary>
    /// <param name="folder">The folder that holds the models; nothing outside it is read.</param>
    /// <exception cref="ImportException">There is no such folder.</exception>
    public GltfImporter(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
        {
            throw new ImportException(folder, 0, "there is no such folder");
        }

        _folder = folder;
    }

    /// <summary>Whether meshes depend on whole buffers (<c>#buffer/0</c>) instead of on the views they use. Default false.</summary>
    public bool WholeBuffers { get; init; }

    /// <summary>Reads models.</summary>
    /// <param name="models">Their paths in the folder, separated by <c>/</c>.</param>
    /// <exception cref="ImportException">A model is not there or is not valid; the message names the file and the place in its JSON.</exception>
    public AssetImport Import(params IEnumerable<string> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        var graph = new ImportGraph(new ImportFiles(_folder));
        var names = models.Select(AssetName.Normalise).Distinct(StringComparer.Ordinal).ToArray();
        int placements = 0, nodes = 0;
        foreach (var name in names)
        {
            if (!ImportNames.IsPlain(name) || !graph.Files.Exists(name))
            {
                throw new ImportException(Path.Combine(_folder, name), 0, "there is no such file in the folder");
            }

            var model = new GltfModel(graph, name, WholeBuffers);
            ImportGraph.Guard(name, model.Import);
            placements += model.Placements;
            nodes += model.SceneNodes;
        }

        return new AssetImport(graph, AssetImport.Names(names))
        {
            Placements = placements,
            SceneNodes = nodes,
        };
    }
}
