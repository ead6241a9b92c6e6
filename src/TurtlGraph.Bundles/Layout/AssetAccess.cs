namespace TurtlGraph.Bundles;

/// <summary>One use of an asset.</summary>
/// <param name="Seconds">When, on the clock of the recording.</param>
/// <param name="Asset">What.</param>
public readonly record struct AssetAccess(double Seconds, AssetId Asset);
