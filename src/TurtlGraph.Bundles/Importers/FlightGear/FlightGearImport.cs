namespace TurtlGraph.Bundles;

/// <summary>Scenery of FlightGear as bundle items, and what was found on the way. Immutable.</summary>
public sealed class FlightGearImport : AssetImport
{
    internal FlightGearImport(ImportGraph graph, string source)
        : base(graph, source)
    {
    }

    /// <summary>Tiles, each described by one or more <c>.stg</c> files of the same number.</summary>
    public required int Tiles { get; init; }

    /// <summary>Where the coordinates of the items begin: x east, y up, z south of here, in metres.</summary>
    public required Geodetic Origin { get; init; }
}
