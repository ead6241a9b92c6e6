namespace TurtlGraph.Bundles;

/// <summary>One entry that was not extracted.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Name">Its name.</param>
/// <param name="Explanation">Why, and what to do.</param>
public readonly record struct ExtractProblem(int Entry, string Name, string Explanation);
