using System.Numerics;

namespace TurtlGraph.Prediction.Tests;

public sealed class NeedVolumeTests
{
    private static readonly Vector3[] UnitBallPoints = MakeUnitBallPoints();

    [Theory]
    [InlineData(0, 0, 100, 0, true)]
    [InlineData(0, 0, 100.5, 0.5, true)]
    [InlineData(0, 0, 101, 0.5, false)]
    [InlineData(0, 0, -20, 0, true)]
    [InlineData(0, 0, -20.1, 0, false)]
    [InlineData(0, 0, -25, 5, true)]
    [InlineData(100, 0, 0, 0, false)]
    [InlineData(50, 0, 50.1, 0, true)]
    [InlineData(50, 0, 49.9, 0, false)]
    [InlineData(50, 0, 49.9, 0.2, true)]
    [InlineData(0, 70, 70.1, 0, true)]
    [InlineData(0, 70, 69.9, 0, false)]
    public void Needed_is_what_is_near_or_touches_the_cone_within_the_radius(float x, float y, float z, float sphereRadius, bool expected)
    {
        var need = new NeedVolume(radius: 100, fieldOfViewDegrees: 90);
        Vector3 viewer = new(1_000, 50, -300);
        Assert.Equal(expected, need.Contains(viewer, new Vector3(0, 0, 3), viewer + new Vector3(x, y, z), sphereRadius));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(110)]
    [InlineData(180)]
    [InlineData(250)]
    [InlineData(340)]
    public void A_sphere_touches_the_cone_when_one_of_its_points_lies_in_it(float fieldOfView)
    {
        var need = new NeedVolume(1_000, fieldOfView);
        var random = new Random((int)fieldOfView);
        int touching = 0;
        for (int i = 0; i < 3_000; i++)
        {
            Vector3 direction = Vector3.Normalize(RandomVector(random));
            Vector3 center = RandomVector(random) * 10;
            float radius = random.NextSingle() * 2;
            bool touches = need.TouchesCone(center, direction, radius);
            touching += touches ? 1 : 0;

            double distance = DistanceToCone(center, direction, fieldOfView);
            Assert.True(Math.Abs(distance - radius) < 1e-3 || distance <= radius == touches, $"the cone is {distance} away from a sphere of radius {radius}, said to touch: {touches}");
            Assert.True(touches || !UnitBallPoints.Any(p => IsInCone(center + (p * (radius - 1e-3f)), direction, fieldOfView)));
        }

        Assert.InRange(touching, 50, 2_999);
    }

    [Fact]
    public void A_viewer_without_direction_or_with_full_sight_looks_all_around()
    {
        Vector3 behind = new(0, 0, -90);
        Assert.True(new NeedVolume(100, 90).Contains(Vector3.Zero, Vector3.Zero, behind, 0));
        Assert.True(new NeedVolume(100, 360).Contains(Vector3.Zero, Vector3.UnitZ, behind, 0));
        Assert.False(new NeedVolume(100, 90).Contains(Vector3.Zero, Vector3.UnitZ, behind, 0));
    }

    [Fact]
    public void A_query_finds_what_the_definition_contains()
    {
        SphereCloud cloud = SphereCloud.Random(4_000, 3, 2_000, 80);
        using SpatialIndex index = cloud.Build();
        var need = new NeedVolume(300, 110);
        var random = new Random(4);
        var found = new int[cloud.Count];
        for (int i = 0; i < 50; i++)
        {
            Vector3 viewer = RandomVector(random) * 800;
            Vector3 forward = RandomVector(random);
            int count = need.Query(index, viewer, forward, found);
            IEnumerable<int> expected = Enumerable.Range(0, cloud.Count).Where(item => need.Contains(viewer, forward, cloud.Center(item), cloud.Radius(item)));
            Assert.Equal(expected, found.Take(count).Order());
            Assert.Equal(count, need.Query(index, viewer, forward, []));
        }
    }

    [Theory]
    [InlineData(0, 90)]
    [InlineData(-1, 90)]
    [InlineData(float.PositiveInfinity, 90)]
    [InlineData(10, 0)]
    [InlineData(10, 361)]
    [InlineData(10, float.NaN)]
    public void A_volume_that_cannot_exist_is_refused(float radius, float fieldOfView) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new NeedVolume(radius, fieldOfView));

    private static bool IsInCone(Vector3 point, Vector3 direction, float fieldOfView) =>
        Vector3.Dot(point, direction) >= point.Length() * Math.Cos(fieldOfView * Math.PI / 360);

    // Rays from the apex, fanned out in the plane of axis and point from one edge of the cone to the other.
    private static double DistanceToCone(Vector3 point, Vector3 direction, float fieldOfView)
    {
        if (IsInCone(point, direction, fieldOfView))
        {
            return 0;
        }

        double along = Vector3.Dot(point, direction);
        double across = (point - ((float)along * direction)).Length();
        double nearest = double.MaxValue;
        for (int ray = -500; ray <= 500; ray++)
        {
            (double sin, double cos) = Math.SinCos(fieldOfView * Math.PI / 360 * ray / 500);
            double place = Math.Max(0, (along * cos) + (across * sin));
            nearest = Math.Min(nearest, Math.Sqrt(Math.Pow(along - (place * cos), 2) + Math.Pow(across - (place * sin), 2)));
        }

        return nearest;
    }

    private static Vector3 RandomVector(Random random) =>
        new((random.NextSingle() * 2) - 1, (random.NextSingle() * 2) - 1, (random.NextSingle() * 2) - 1);

    // Shells of evenly spread directions (Fibonacci spheres), centre included.
    private static Vector3[] MakeUnitBallPoints()
    {
        const int Directions = 600;
        var points = new List<Vector3> { Vector3.Zero };
        for (int i = 0; i < Directions; i++)
        {
            float height = 1 - (2 * (i + 0.5f) / Directions);
            float around = MathF.Sqrt(1 - (height * height));
            float angle = i * 2.3999632f;
            Vector3 direction = new(around * MathF.Cos(angle), height, around * MathF.Sin(angle));
            points.AddRange([direction, direction * 0.66f, direction * 0.33f]);
        }

        return [.. points];
    }
}
