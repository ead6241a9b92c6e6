using System.Numerics;

namespace TurtlGraph.Prediction;

/// <summary>
/// What a viewer needs: an item is needed when its bounding sphere is within <see cref="Radius"/> of the viewer and touches
/// the view cone, or is within <see cref="NearRadius"/> in any direction. Every part of the project asks this one definition.
/// </summary>
/// <remarks>
/// "Within" compares the distance from the viewer to the surface of the sphere. The cone reaches from the viewer without end;
/// a sphere touches it when the distance from its centre to the cone is at most its radius. Immutable.
/// </remarks>
public readonly struct NeedVolume
{
    private readonly float _cosHalf;
    private readonly float _sinHalf;

    /// <summary>Creates the definition.</summary>
    /// <param name="radius">Metres, finite, above 0.</param>
    /// <param name="fieldOfViewDegrees">Full opening angle of the cone in degrees, above 0, at most 360 (all around).</param>
    public NeedVolume(float radius, float fieldOfViewDegrees = 110)
    {
        if (!(float.IsFinite(radius) && radius > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(radius), radius, "The radius of a need volume is finite and above 0 metres.");
        }

        if (!(fieldOfViewDegrees is > 0 and <= 360))
        {
            throw new ArgumentOutOfRangeException(nameof(fieldOfViewDegrees), fieldOfViewDegrees, "A field of view lies above 0 and at most at 360 degrees.");
        }

        Radius = radius;
        FieldOfViewDegrees = fieldOfViewDegrees;
        (double sin, double cos) = Math.SinCos(fieldOfViewDegrees * (Math.PI / 360));
        _cosHalf = (float)cos;
        _sinHalf = (float)sin;
    }

    /// <summary>How far the viewer looks, in metres.</summary>
    public float Radius { get; }

    /// <summary>Full opening angle of the view cone in degrees.</summary>
    public float FieldOfViewDegrees { get; }

    /// <summary>Within this distance direction does not matter: a fifth of <see cref="Radius"/>, in metres.</summary>
    public float NearRadius => Radius / 5;

    /// <summary>Half of the opening angle in radians.</summary>
    internal float HalfAngle => FieldOfViewDegrees * (MathF.PI / 360);

    /// <summary>Whether the item with this bounding sphere is needed.</summary>
    /// <param name="viewer">Position of the viewer in metres.</param>
    /// <param name="forward">Where the viewer looks; any length. Zero counts as looking all around.</param>
    /// <param name="center">Centre of the sphere in metres.</param>
    /// <param name="sphereRadius">Radius of the sphere in metres, 0 or more.</param>
    public bool Contains(Vector3 viewer, Vector3 forward, Vector3 center, float sphereRadius)
    {
        float distance = Vector3.Distance(viewer, center);
        return distance <= Radius + sphereRadius
            && (distance <= NearRadius + sphereRadius || TouchesCone(center - viewer, Direction(forward), sphereRadius));
    }

    /// <summary>Finds the needed items of an index.</summary>
    /// <param name="index">The items.</param>
    /// <param name="viewer">Position of the viewer in metres.</param>
    /// <param name="forward">Where the viewer looks; any length. Zero counts as looking all around.</param>
    /// <param name="found">Receives item numbers, as many as fit.</param>
    /// <returns>How many items are needed, which may be more than fit.</returns>
    public int Query(SpatialIndex index, Vector3 viewer, Vector3 forward, Span<int> found)
    {
        ArgumentNullException.ThrowIfNull(index);
        return index.Query(viewer, Radius, new InView(this, viewer, Direction(forward)), found);
    }

    /// <summary>The direction as a unit vector, zero when it has none.</summary>
    internal static Vector3 Direction(Vector3 forward)
    {
        float length = forward.Length();
        return length > 1e-12f ? forward / length : Vector3.Zero;
    }

    /// <summary>Whether a sphere at <paramref name="offset"/> from the apex touches the cone around a unit (or zero) direction.</summary>
    internal bool TouchesCone(Vector3 offset, Vector3 direction, float sphereRadius)
    {
        if (direction == Vector3.Zero || FieldOfViewDegrees >= 360)
        {
            return true;
        }

        // In the half plane through the axis and the centre the cone is a ray at the half angle: `outside` is the signed
        // distance to its line, `beyond` the place along it. Behind the apex the apex itself is nearest.
        float along = Vector3.Dot(offset, direction);
        float across = (offset - (along * direction)).Length();
        float outside = (across * _cosHalf) - (along * _sinHalf);
        float beyond = (along * _cosHalf) + (across * _sinHalf);
        return outside <= 0 || (beyond >= 0 ? outside <= sphereRadius : offset.Length() <= sphereRadius);
    }

    private readonly struct InView(NeedVolume volume, Vector3 viewer, Vector3 direction) : ISphereFilter
    {
        public bool Accepts(float x, float y, float z, float radius)
        {
            Vector3 offset = new Vector3(x, y, z) - viewer;
            float distance = offset.Length();
            return distance <= volume.Radius + radius
                && (distance <= volume.NearRadius + radius || volume.TouchesCone(offset, direction, radius));
        }
    }
}
