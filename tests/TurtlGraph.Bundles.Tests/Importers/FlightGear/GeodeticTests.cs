using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace TurtlGraph.Bundles.Tests;

public sealed class GeodeticTests
{
    private static readonly Gen<Geodetic> s_places =
        from longitude in Gen.Choose(-180_000, 180_000)
        from latitude in Gen.Choose(-90_000, 90_000)
        from elevation in Gen.Choose(-10_000, 30_000)
        select new Geodetic(longitude / 1000d, latitude / 1000d, elevation);

    [Theory]
    [InlineData(0, 0, 0, 6378137, 0, 0)]
    [InlineData(90, 0, 100, 0, 6378237, 0)]
    [InlineData(0, 90, 0, 0, 0, 6356752.314245)]
    [InlineData(180, -90, 10, 0, 0, -6356762.314245)]
    // At 45° both follow in closed form from the axes a and b: a² / sqrt(a² + b²) and b² / sqrt(a² + b²).
    [InlineData(0, 45, 0, 4517590.878849, 0, 4487348.408866)]
    public void Known_places_have_their_coordinates(double longitude, double latitude, double elevation, double x, double y, double z)
    {
        var point = new Geodetic(longitude, latitude, elevation).ToEarthCentred();

        Assert.Equal(x, point.X, 1e-5);
        Assert.Equal(y, point.Y, 1e-5);
        Assert.Equal(z, point.Z, 1e-5);
    }

    [Fact]
    public void Coordinates_lead_back_to_the_place() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(s_places.ToArbitrary(), place =>
        {
            var (x, y, z) = place.ToEarthCentred();
            var back = Geodetic.FromEarthCentred(x, y, z);
            Assert.Equal(place.Latitude, back.Latitude, 1e-9);
            Assert.Equal(place.Elevation, back.Elevation, 1e-5);
            var point = back.ToEarthCentred();
            Assert.True(Math.Abs(point.X - x) + Math.Abs(point.Y - y) + Math.Abs(point.Z - z) < 1e-5);
        }));

    [Fact]
    public void A_frame_keeps_distances_and_hands() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(s_places.ToArbitrary(), s_places.ToArbitrary(), (origin, place) =>
        {
            var frame = new GeodeticFrame(origin);
            var (a, b) = (origin.ToEarthCentred(), place.ToEarthCentred());
            var apart = Math.Sqrt(Math.Pow(a.X - b.X, 2) + Math.Pow(a.Y - b.Y, 2) + Math.Pow(a.Z - b.Z, 2));
            Assert.Equal(apart, frame.Place(b).Length(), 1 + (apart * 1e-6));
            var stand = frame.Stand(place, 30, 20, 10);
            Assert.Equal(1, stand.GetDeterminant(), 1e-4);
            Assert.True(Vector3.Distance(stand.Translation, frame.Place(b)) == 0);
        }));
}
