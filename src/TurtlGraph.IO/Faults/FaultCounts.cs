namespace TurtlGraph.IO;

/// <summary>How many reads a <see cref="FaultInjectingByteSource"/> has accepted, and how many faults of each kind it planned for them.</summary>
/// <param name="Reads">Accepted reads.</param>
/// <param name="Errors">Reads that fail.</param>
/// <param name="Shorts">Reads that come short.</param>
/// <param name="Slows">Reads that are held back.</param>
/// <param name="Nevers">Reads that never complete by themselves.</param>
/// <param name="FlippedBits">Reads with one wrong bit.</param>
public readonly record struct FaultCounts(long Reads, long Errors, long Shorts, long Slows, long Nevers, long FlippedBits)
{
    /// <summary>Faults of all kinds.</summary>
    public long Total => Errors + Shorts + Slows + Nevers + FlippedBits;
}
