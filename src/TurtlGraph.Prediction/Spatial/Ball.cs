using System.Numerics;
using System.Runtime.Intrinsics;

namespace TurtlGraph.Prediction;

/// <summary>A ball.</summary>
internal readonly struct Ball(Vector3 center, float radius) : ISphereShape
{
    public Vector256<float> Touches(Vector256<float> x, Vector256<float> y, Vector256<float> z, Vector256<float> itemRadius)
    {
        Vector256<float> dx = x - Vector256.Create(center.X);
        Vector256<float> dy = y - Vector256.Create(center.Y);
        Vector256<float> dz = z - Vector256.Create(center.Z);
        Vector256<float> reach = Vector256.Create(radius) + itemRadius;
        return Vector256.LessThanOrEqual((dx * dx) + (dy * dy) + (dz * dz), reach * reach);
    }

    public bool Touches(float x, float y, float z, float itemRadius)
    {
        float dx = x - center.X;
        float dy = y - center.Y;
        float dz = z - center.Z;
        float reach = radius + itemRadius;
        return (dx * dx) + (dy * dy) + (dz * dz) <= reach * reach;
    }
}
