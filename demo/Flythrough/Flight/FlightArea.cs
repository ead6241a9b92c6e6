using System.Numerics;

namespace TurtlGraph.Flythrough;

/// <summary>Where a flight may go.</summary>
/// <param name="Low">Least corner, metres.</param>
/// <param name="High">Greatest corner, metres.</param>
internal readonly record struct FlightArea(Vector3 Low, Vector3 High)
{
    /// <summary>The width of the world that speeds and heights are made for, metres.</summary>
    public const float ReferenceWidth = 16_000f;

    /// <summary>The longer horizontal side, metres.</summary>
    public float Width => MathF.Max(High.X - Low.X, High.Z - Low.Z);

    /// <summary>Factor for speeds and heights, so that a small world is not crossed in a second; at most 1.</summary>
    public float Scale => Math.Clamp(Width / ReferenceWidth, 0.002f, 1f);

    /// <summary>The radius of need where none is given, metres.</summary>
    public float DefaultRadius => MathF.Min(2500f, Width * 0.16f);
}
