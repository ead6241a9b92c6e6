using System.Numerics;

namespace TurtlGraph.Flythrough;

/// <summary>Where the viewer is and looks at one time.</summary>
/// <param name="Time">Seconds from the start of the flight.</param>
/// <param name="Position">Metres, y up.</param>
/// <param name="Yaw">Degrees; 0 looks along +z, 90 along +x.</param>
/// <param name="Pitch">Degrees; positive looks up.</param>
internal readonly record struct FlightPose(double Time, Vector3 Position, float Yaw, float Pitch);
