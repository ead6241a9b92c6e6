using System.Numerics;

namespace TurtlGraph.Streaming;

/// <summary>From where the world is looked at in one frame.</summary>
public readonly struct Viewer
{
    /// <summary>Creates a viewer with a 110 degree view cone and a 600 m radius.</summary>
    public Viewer(Vector3 position, Vector3 forward, float radius = 600f, float fieldOfViewDegrees = 110f)
    {
        Position = position;
        Forward = forward;
        Radius = radius;
        FieldOfViewDegrees = fieldOfViewDegrees;
    }

    /// <summary>Position in metres, y up.</summary>
    public Vector3 Position { get; init; }

    /// <summary>Direction of view; need not be of unit length.</summary>
    public Vector3 Forward { get; init; }

    /// <summary>How far assets matter, in metres.</summary>
    public float Radius { get; init; }

    /// <summary>Full angle of the view cone, in degrees.</summary>
    public float FieldOfViewDegrees { get; init; }
}
