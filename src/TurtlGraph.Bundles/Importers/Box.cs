using System.Numerics;

namespace TurtlGraph.Bundles;

/// <summary>An axis-aligned box that grows by the points it is given; empty until there is one.</summary>
/// <param name="Min">Lowest corner.</param>
/// <param name="Max">Highest corner.</param>
internal readonly record struct Box(Vector3 Min, Vector3 Max)
{
    public static readonly Box Empty = new(new Vector3(float.MaxValue), new Vector3(float.MinValue));

    public bool IsEmpty => Min.X > Max.X || Min.Y > Max.Y || Min.Z > Max.Z;

    public Box With(Vector3 point) => new(Vector3.Min(Min, point), Vector3.Max(Max, point));

    public Box With(in Box other) => other.IsEmpty ? this : With(other.Min).With(other.Max);

    /// <summary>The box about this one after a transform.</summary>
    public Box Transform(in Matrix4x4 matrix)
    {
        var box = Empty;
        for (var i = 0; i < 8 && !IsEmpty; i++)
        {
            var corner = new Vector3((i & 1) == 0 ? Min.X : Max.X, (i & 2) == 0 ? Min.Y : Max.Y, (i & 4) == 0 ? Min.Z : Max.Z);
            box = box.With(Vector3.Transform(corner, matrix));
        }

        return box;
    }

    /// <summary>The sphere about the box after a transform; a point at the transform's origin when the box is empty.</summary>
    public BoundingSphere Sphere(in Matrix4x4 world) =>
        IsEmpty ? new BoundingSphere(world.Translation, 0) : BoundingSphere.OfBox(Min, Max, world);
}
