namespace TurtlGraph.Bundles;

/// <summary>Where the tables of an open bundle lie.</summary>
public enum TablePlacement : byte
{
    /// <summary>
    /// Copied to memory of the bundle's own, checked there and used there. Whatever happens to the file, nothing that was checked
    /// changes, and reading a cut file ends with a status.
    /// </summary>
    Copied = 0,

    /// <summary>
    /// Used in place from the map, shared with every process that has the bundle open. Only for files that nobody can cut or write
    /// to: on Linux and macOS, touching what a cut file no longer has ends the process.
    /// </summary>
    Mapped = 1,
}
