namespace TurtlGraph.Flythrough;

/// <summary>What time the flight runs on.</summary>
internal enum FlightClock
{
    /// <summary>Wall time, paced to the frame rate; reads go to the disk.</summary>
    Real,

    /// <summary>Simulated time as fast as the machine allows; reads go to a modelled device. The same input gives the same figures.</summary>
    Virtual,
}
