namespace TurtlGraph.Flythrough;

/// <summary>One manoeuvre of a flight.</summary>
/// <param name="Manoeuvre">What is flown.</param>
/// <param name="Start">When it begins, seconds from the start of the flight.</param>
/// <param name="Seconds">How long it lasts.</param>
internal readonly record struct FlightLeg(Manoeuvre Manoeuvre, double Start, double Seconds);
