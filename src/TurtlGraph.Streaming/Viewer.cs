using System.Numerics;

namespace TurtlGraph.Streaming;

/// <summary>From where the world is looked at in one frame.</summary>
public readonly struct Viewer
{
    private const float DefaultRadius = 600f;
    private const float DefaultFieldOfView = 110f;

    /// <summary>Creates a viewer with a 110 degree view cone and a 600 m radius.</summary>
    public Viewer(Vector3 position, Vector3 forward, float radius = DefaultRadius, float fieldOfViewDegrees = DefaultFieldOfView)
    {
        Position = position;
        Forward = forward;
        Radius = radius;
        FieldOfViewDegrees = fieldOfViewDegrees;
        Weight = 1;
    }

    /// <summary>Position in metres, y up.</summary>
    public Vector3 Position { get; init; }

    /// <summary>Direction of view; need not be of unit length.</summary>
    public Vector3 Forward { get; init; }

    /// <summary>How far assets matter, in metres.</summary>
    public float Radius { get; init; }

    /// <summary>Full angle of the view cone, in degrees.</summary>
    public float FieldOfViewDegrees { get; init; }

    /// <summary>
    /// Velocity in metres a second: what the viewer comes nearer to counts as nearer already. Zero (the default): the runtime takes it
    /// from the positions of consecutive updates of the viewer at the same place in the list.
    /// </summary>
    public Vector3 Velocity { get; init; }

    /// <summary>
    /// Share of what is read, beside the other viewers', when the requests of several are equally urgent; above 0. Default 1.
    /// </summary>
    public float Weight { get; init; }

    /// <summary>The same viewer with every value that makes no sense replaced by one that does.</summary>
    internal Viewer Sanitized() => new(
        IsFinite(Position) ? Position : Vector3.Zero,
        IsFinite(Forward) ? Forward : Vector3.Zero,
        float.IsFinite(Radius) && Radius > 0 ? Radius : DefaultRadius,
        FieldOfViewDegrees is > 0 and <= 360 ? FieldOfViewDegrees : DefaultFieldOfView)
    {
        Velocity = IsFinite(Velocity) ? Velocity : Vector3.Zero,
        Weight = float.IsFinite(Weight) && Weight > 0 ? Weight : 1,
    };

    private static bool IsFinite(Vector3 value) => float.IsFinite(value.X) && float.IsFinite(value.Y) && float.IsFinite(value.Z);
}
