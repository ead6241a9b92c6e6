using System.Numerics;

namespace TurtlGraph.Flythrough;

/// <summary>What a placement rule may know about a point of the ground.</summary>
/// <param name="Height">Metres above the datum.</param>
/// <param name="Gradient">Rise for each metre along x and along z.</param>
/// <param name="Moisture">About -1 (dry) to 1 (wet).</param>
internal readonly record struct GroundPoint(float Height, Vector2 Gradient, float Moisture)
{
    /// <summary>Rise over run in the steepest direction; 0 is level ground.</summary>
    public float Slope => Gradient.Length();
}
