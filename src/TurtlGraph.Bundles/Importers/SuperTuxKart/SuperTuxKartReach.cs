using System.Numerics;

namespace TurtlGraph.Bundles;

/// <summary>How far a placed object reaches, at rest or on its way.</summary>
internal static class SuperTuxKartReach
{
    public static BoundingSphere Of(SuperTuxKartObject placed, Vector3 min, Vector3 max, in Matrix4x4 parent)
    {
        if (placed.Motion is not { } motion)
        {
            return placed.OwnRadius > 0
                ? new BoundingSphere((placed.Transform * parent).Translation, placed.OwnRadius * LargestScale(placed.Transform * parent))
                : BoundingSphere.OfBox(min, max, placed.Transform * parent);
        }

        // It may turn as it moves, so its reach is that of its farthest corner about its origin, wherever that origin goes.
        var reach = motion.Scale * MathF.Max(placed.OwnRadius, Vector3.Max(Vector3.Abs(min), Vector3.Abs(max)).Length());
        return BoundingSphere.OfBox(motion.Min - new Vector3(reach), motion.Max + new Vector3(reach), parent);
    }

    private static float LargestScale(in Matrix4x4 world) => MathF.Sqrt(MathF.Max(
        Vector3.TransformNormal(Vector3.UnitX, world).LengthSquared(),
        MathF.Max(
            Vector3.TransformNormal(Vector3.UnitY, world).LengthSquared(),
            Vector3.TransformNormal(Vector3.UnitZ, world).LengthSquared())));
}
