namespace TurtlGraph.Bundles;

/// <summary>A reference in imported data to something that is not there. It stays in the graph as a missing dependency.</summary>
/// <param name="From">Name of the asset that refers.</param>
/// <param name="To">What it refers to, as the name it would have.</param>
/// <param name="File">The file that holds the reference.</param>
/// <param name="Line">The 1-based line, or 0 in a binary file.</param>
public sealed record DanglingReference(string From, string To, string File, int Line)
{
    /// <inheritdoc/>
    public override string ToString() => Line > 0 ? $"{File}({Line}): {To} is missing" : $"{File}: {To} is missing";
}
