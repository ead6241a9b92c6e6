namespace TurtlGraph.Bundles;

/// <summary>
/// Bounds the small documents of an import by its input: they repeat names and definitions of the model, and a hostile one could
/// have a long one repeated without end.
/// </summary>
internal sealed class ImportAllowance(string path)
{
    private const long Free = 64 << 20;
    private const int FreePerDocument = 2048;
    private const int Ratio = 8;

    private long _left = Free;

    /// <summary>Adds what an input of a length may lead to.</summary>
    public void Grant(long length) => _left += length * Ratio;

    /// <summary>Counts a document.</summary>
    public ImportContent Spend(ImportContent document)
    {
        _left -= Math.Max(document.Length - FreePerDocument, 0);
        return _left >= 0 ? document : throw new ImportException(path, 0, "its parts repeat each other's long names or definitions too often");
    }
}
