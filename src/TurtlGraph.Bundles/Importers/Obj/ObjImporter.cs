namespace TurtlGraph.Bundles;

/// <summary>
/// Reads Wavefront models (<c>.obj</c> with <c>.mtl</c>) as bundle items. The file is cut into consecutive segments, whose bytes are exactly
/// those of the file: vertices apart from faces, and a segment for each object or group. For a model <c>house.obj</c> the assets are:
/// <list type="table">
/// <item><term><c>house.obj#object/0</c></term><description>Faces of an object or group (scene): a JSON document with its name, its materials
/// and the segments it needs, at the centre of its bounding sphere. It depends on those segments and materials. Without any faces each run of vertices is one.</description></item>
/// <item><term><c>house.obj#segment/0</c></term><description>Bytes of the file (mesh). How many positions, texture coordinates and
/// normals come before it stands in each object that uses it, so that the file's indices can be resolved without the rest. A file of one
/// segment stands under its own name.</description></item>
/// <item><term><c>house.obj#scene</c></term><description>A JSON document that lists segments and objects (scene); spans the model.</description></item>
/// <item><term><c>house.mtl#Roof</c></term><description>The lines of a material (material), which depends on its images.</description></item>
/// <item><term><c>roof.png</c></term><description>An image (texture), by its path in the folder.</description></item>
/// </list>
/// Names begin with the file's path in the folder, so several models share what both use. What is not found is reported and stays a
/// missing dependency. Units are those of the file, taken as metres with y up. Not thread-safe; each import reads the files anew.
/// </summary>
public sealed class ObjImporter
{
    private readonly string _folder;

    /// <summary>Creates an importer.</summary>
    /// <param name="folder">The folder that holds the models; nothing outside it is read.</param>
    /// <exception cref="ImportException">There is no such folder.</exception>
    public ObjImporter(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
        {
            throw new ImportException(folder, 0, "there is no such folder");
        }

        _folder = folder;
    }

    /// <summary>More segments in a file than this are refused.</summary>
    internal int MaxSegments { get; init; } = 1_000_000;

    /// <summary>Reads models.</summary>
    /// <param name="models">Their paths in the folder, separated by <c>/</c>.</param>
    /// <exception cref="ImportException">A model is not there or is not valid; the message names the file and the line.</exception>
    public AssetImport Import(params IEnumerable<string> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        var graph = new ObjGraph(new ImportFiles(_folder));
        var names = models.Select(AssetName.Normalise).Distinct(StringComparer.Ordinal).ToArray();
        var objects = 0;
        foreach (var name in names)
        {
            if (!ImportNames.IsPlain(name) || !graph.Files.Exists(name))
            {
                throw new ImportException(Path.Combine(_folder, name), 0, "there is no such file in the folder");
            }

            ImportGraph.Guard(name, () => objects += new ObjModel(graph, name, MaxSegments).Import());
        }

        return new AssetImport(graph, AssetImport.Names(names))
        {
            Placements = objects,
            SceneNodes = objects,
        };
    }
}
