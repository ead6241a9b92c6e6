using System.Numerics;

namespace TurtlGraph.Bundles;

/// <summary>A bounding sphere in world space.</summary>
/// <param name="Center">Its centre, in metres, y up.</param>
/// <param name="Radius">Its radius, in metres.</param>
internal readonly record struct BoundingSphere(Vector3 Center, float Radius)
{
    public bool IsFinite => float.IsFinite(Center.LengthSquared() + (Radius * Radius));

    /// <summary>The sphere about a model's box after a transform, whatever scale or shear that holds.</summary>
    public static BoundingSphere OfBox(Vector3 min, Vector3 max, in Matrix4x4 world)
    {
        var center = Vector3.Transform((min + max) / 2, world);
        var squared = 0f;
        for (var i = 0; i < 8; i++)
        {
            var corner = new Vector3((i & 1) == 0 ? min.X : max.X, (i & 2) == 0 ? min.Y : max.Y, (i & 4) == 0 ? min.Z : max.Z);
            squared = MathF.Max(squared, Vector3.DistanceSquared(center, Vector3.Transform(corner, world)));
        }

        return new BoundingSphere(center, MathF.Sqrt(squared));
    }

    /// <summary>A sphere about all of them: that of the box about them. Nothing at the origin when there are none.</summary>
    public static BoundingSphere Union(IReadOnlyCollection<BoundingSphere> spheres)
    {
        var box = Box.Empty;
        foreach (var sphere in spheres)
        {
            box = box.With(sphere.Center - new Vector3(sphere.Radius)).With(sphere.Center + new Vector3(sphere.Radius));
        }

        return box.Sphere(Matrix4x4.Identity);
    }
}
