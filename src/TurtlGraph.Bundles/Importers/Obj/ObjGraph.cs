namespace TurtlGraph.Bundles;

/// <summary>The assets of an import of Wavefront models, with the material libraries that were read.</summary>
internal sealed class ObjGraph(ImportFiles files) : ImportGraph(files)
{
    private readonly Dictionary<string, ObjLibrary> _libraries = new(StringComparer.Ordinal);

    public ObjLibrary Library(string path)
    {
        if (!_libraries.TryGetValue(path, out var library))
        {
            library = new ObjLibrary(this, path);
            _libraries.Add(path, library);
        }

        return library;
    }
}
