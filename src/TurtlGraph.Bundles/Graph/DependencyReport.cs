namespace TurtlGraph.Bundles;

/// <summary>What is unusual in a dependency graph. None of it is an error: it is reported, and never followed for ever. Immutable.</summary>
public sealed class DependencyReport
{
    /// <summary>Entries that depend on each other in a circle: one list a strongly connected component of two or more, by ascending entry.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Cycles { get; init; }

    /// <summary>Entries that name themselves, ascending.</summary>
    public required IReadOnlyList<int> SelfLoops { get; init; }

    /// <summary>Dependencies whose targets are not there, by ascending entry.</summary>
    public required IReadOnlyList<MissingDependency> Missing { get; init; }

    /// <summary>Whether there is none of them.</summary>
    public bool IsClean => Cycles.Count == 0 && SelfLoops.Count == 0 && Missing.Count == 0;
}
