using System.Numerics;

namespace TurtlGraph.Bundles;

/// <summary>
/// A right-handed frame in metres that touches the ellipsoid at its origin: x east, y up, z south. Worked out in double precision; what
/// leaves it is single, so a place 100 km away is exact to 8 mm.
/// </summary>
internal sealed class GeodeticFrame
{
    private readonly (double X, double Y, double Z) _origin;
    private readonly double[] _east;
    private readonly double[] _up;
    private readonly double[] _south;

    public GeodeticFrame(Geodetic origin)
    {
        Origin = origin;
        _origin = origin.ToEarthCentred();
        (_east, _up, _south) = Axes(origin);
    }

    public Geodetic Origin { get; }

    /// <summary>A point given in earth-centred metres.</summary>
    public Vector3 Place((double X, double Y, double Z) point) =>
        Turn(point.X - _origin.X, point.Y - _origin.Y, point.Z - _origin.Z);

    /// <summary>
    /// The transform of a model (x back, y right, z up) that stands at a place, its nose to the north and turned by heading
    /// (counter-clockwise seen from above), pitch and roll, in degrees; for row vectors.
    /// </summary>
    public Matrix4x4 Stand(Geodetic at, double heading, double pitch, double roll)
    {
        var (east, up, south) = Axes(at);
        var (back, right, top) = (Turn(south[0], south[1], south[2]), Turn(east[0], east[1], east[2]), Turn(up[0], up[1], up[2]));
        var place = Place(at.ToEarthCentred());
        var frame = new Matrix4x4(
            back.X, back.Y, back.Z, 0,
            right.X, right.Y, right.Z, 0,
            top.X, top.Y, top.Z, 0,
            place.X, place.Y, place.Z, 1);
        return Rotation(heading, pitch, roll) * frame;
    }

    /// <summary>Roll about x, then pitch about y, then heading about z, in degrees.</summary>
    public static Matrix4x4 Rotation(double heading, double pitch, double roll) =>
        Matrix4x4.CreateRotationX(Radians(roll)) * Matrix4x4.CreateRotationY(Radians(pitch)) * Matrix4x4.CreateRotationZ(Radians(heading));

    private static float Radians(double degrees) => (float)(degrees % 360 * Math.PI / 180);

    private Vector3 Turn(double x, double y, double z) => new(
        (float)((_east[0] * x) + (_east[1] * y) + (_east[2] * z)),
        (float)((_up[0] * x) + (_up[1] * y) + (_up[2] * z)),
        (float)((_south[0] * x) + (_south[1] * y) + (_south[2] * z)));

    private static (double[] East, double[] Up, double[] South) Axes(Geodetic at)
    {
        var (sinLat, cosLat) = Math.SinCos(at.Latitude * Math.PI / 180);
        var (sinLon, cosLon) = Math.SinCos(at.Longitude * Math.PI / 180);
        return (
            [-sinLon, cosLon, 0],
            [cosLat * cosLon, cosLat * sinLon, sinLat],
            [sinLat * cosLon, sinLat * sinLon, -cosLat]);
    }
}
