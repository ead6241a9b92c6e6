namespace TurtlGraph.Bundles;

/// <summary>A dependency whose target is not in the bundle.</summary>
/// <param name="Entry">The entry that names it.</param>
/// <param name="Id">The id of the target.</param>
/// <param name="Name">The name of the target.</param>
public readonly record struct MissingDependency(int Entry, AssetId Id, string Name);
