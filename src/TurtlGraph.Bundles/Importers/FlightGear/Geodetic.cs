namespace TurtlGraph.Bundles;

/// <summary>A place on the WGS84 ellipsoid.</summary>
/// <param name="Longitude">Degrees, east is positive.</param>
/// <param name="Latitude">Geodetic degrees, north is positive.</param>
/// <param name="Elevation">Metres above the ellipsoid.</param>
public readonly record struct Geodetic(double Longitude, double Latitude, double Elevation)
{
    private const double SemiMajorAxis = 6378137;
    private const double Flattening = 1 / 298.257223563;
    private const double SquaredEccentricity = Flattening * (2 - Flattening);

    /// <summary>Earth-centred, earth-fixed coordinates in metres: x to 0° E, y to 90° E, z to the north pole.</summary>
    internal (double X, double Y, double Z) ToEarthCentred()
    {
        var (sinLat, cosLat) = Math.SinCos(Latitude * Math.PI / 180);
        var (sinLon, cosLon) = Math.SinCos(Longitude * Math.PI / 180);
        var normal = SemiMajorAxis / Math.Sqrt(1 - (SquaredEccentricity * sinLat * sinLat));
        return (
            (normal + Elevation) * cosLat * cosLon,
            (normal + Elevation) * cosLat * sinLon,
            ((normal * (1 - SquaredEccentricity)) + Elevation) * sinLat);
    }

    /// <summary>The place of a point given in earth-centred metres (Bowring's formula, iterated; exact to a micrometre near the ground).</summary>
    internal static Geodetic FromEarthCentred(double x, double y, double z)
    {
        var distance = Math.Sqrt((x * x) + (y * y));
        var latitude = Math.Atan2(z, distance * (1 - SquaredEccentricity));
        for (var i = 0; i < 6; i++)
        {
            var sin = Math.Sin(latitude);
            var normal = SemiMajorAxis / Math.Sqrt(1 - (SquaredEccentricity * sin * sin));
            latitude = Math.Atan2(z + (SquaredEccentricity * normal * sin), distance);
        }

        var (sinLat, cosLat) = Math.SinCos(latitude);
        var across = SemiMajorAxis * Math.Sqrt(1 - (SquaredEccentricity * sinLat * sinLat));
        var elevation = (distance * cosLat) + (z * sinLat) - across;
        return new Geodetic(Math.Atan2(y, x) * 180 / Math.PI, latitude * 180 / Math.PI, elevation);
    }
}
