using System.Numerics;

namespace TurtlGraph.Prediction.Tests;

/// <summary>Bounding spheres as columns, with the plain loops the index is compared with.</summary>
internal sealed class SphereCloud(float[] x, float[] y, float[] z, float[] radius)
{
    public int Count => x.Length;

    public static SphereCloud Random(int count, int seed, float extent, float largestRadius)
    {
        var random = new Random(seed);
        float[] Column(Func<float> next) => [.. Enumerable.Range(0, count).Select(_ => next())];
        float Place() => (random.NextSingle() - 0.5f) * extent;
        return new SphereCloud(
            Column(Place), Column(() => Place() / 10), Column(Place),
            Column(() => MathF.Pow(random.NextSingle(), 6) * largestRadius));
    }

    public SpatialIndex Build(float cellSize = 0) => new(x, y, z, radius, new SpatialIndexOptions { CellSize = cellSize });

    public Vector3 Center(int item) => new(x[item], y[item], z[item]);

    public float Radius(int item) => radius[item];

    /// <summary>How far outside the reach of a segment's ball an item's surface lies; 0 or less when it touches.</summary>
    public double DistanceOutside(int item, Vector3 from, Vector3 to, float reach)
    {
        double dx = (double)to.X - from.X, dy = (double)to.Y - from.Y, dz = (double)to.Z - from.Z;
        double px = (double)x[item] - from.X, py = (double)y[item] - from.Y, pz = (double)z[item] - from.Z;
        double squared = (dx * dx) + (dy * dy) + (dz * dz);
        double share = squared > 0 ? Math.Clamp(((px * dx) + (py * dy) + (pz * dz)) / squared, 0, 1) : 0;
        px -= share * dx;
        py -= share * dy;
        pz -= share * dz;
        return Math.Sqrt((px * px) + (py * py) + (pz * pz)) - reach - radius[item];
    }
}
