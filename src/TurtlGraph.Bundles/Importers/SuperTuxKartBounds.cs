using System.Numerics;

namespace TurtlGraph.Bundles;

/// <summary>A bounding sphere in world space.</summary>
/// <param name="Center">Its centre, in metres, y up.</param>
/// <param name="Radius">Its radius, in metres.</param>
internal readonly record struct SuperTuxKartBounds(Vector3 Center, float Radius)
{
    /// <summary>The sphere about a model's box after a transform, whatever scale or shear that holds.</summary>
    public static SuperTuxKartBounds OfBox(Vector3 min, Vector3 max, in Matrix4x4 world)
    {
        var center = Vector3.Transform((min + max) / 2, world);
        var squared = 0f;
        for (var i = 0; i < 8; i++)
        {
            var corner = new Vector3((i & 1) == 0 ? min.X : max.X, (i & 2) == 0 ? min.Y : max.Y, (i & 4) == 0 ? min.Z : max.Z);
            squared = MathF.Max(squared, Vector3.DistanceSquared(center, Vector3.Transform(corner, world)));
        }

        return new SuperTuxKartBounds(center, MathF.Sqrt(squared));
    }

    public static SuperTuxKartBounds Of(SuperTuxKartObject placed, Vector3 min, Vector3 max, in Matrix4x4 parent)
    {
        if (placed.Motion is not { } motion)
        {
            return placed.OwnRadius > 0
                ? new SuperTuxKartBounds((placed.Transform * parent).Translation, placed.OwnRadius * LargestScale(placed.Transform * parent))
                : OfBox(min, max, placed.Transform * parent);
        }

        // It may turn as it moves, so its reach is that of its farthest corner about its origin, wherever that origin goes.
        var reach = motion.Scale * MathF.Max(placed.OwnRadius, Vector3.Max(Vector3.Abs(min), Vector3.Abs(max)).Length());
        return OfBox(motion.Min - new Vector3(reach), motion.Max + new Vector3(reach), parent);
    }

    public static SuperTuxKartBounds Union(IReadOnlyCollection<SuperTuxKartBounds> spheres)
    {
        if (spheres.Count == 0)
        {
            return default;
        }

        var min = new Vector3(float.MaxValue);
        var max = new Vector3(float.MinValue);
        foreach (var sphere in spheres)
        {
            min = Vector3.Min(min, sphere.Center - new Vector3(sphere.Radius));
            max = Vector3.Max(max, sphere.Center + new Vector3(sphere.Radius));
        }

        return OfBox(min, max, Matrix4x4.Identity);
    }

    private static float LargestScale(in Matrix4x4 world) => MathF.Sqrt(MathF.Max(
        Vector3.TransformNormal(Vector3.UnitX, world).LengthSquared(),
        MathF.Max(
            Vector3.TransformNormal(Vector3.UnitY, world).LengthSquared(),
            Vector3.TransformNormal(Vector3.UnitZ, world).LengthSquared())));
}
