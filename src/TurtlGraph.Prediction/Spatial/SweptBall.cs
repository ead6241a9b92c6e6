using System.Numerics;
using System.Runtime.Intrinsics;

namespace TurtlGraph.Prediction;

/// <summary>The volume a ball sweeps on a straight line: a capsule.</summary>
internal readonly struct SweptBall : ISphereShape
{
    private readonly Vector3 _from;
    private readonly Vector3 _path;
    private readonly float _radius;
    private readonly float _inverseSquaredLength;

    public SweptBall(Vector3 from, Vector3 to, float radius)
    {
        _from = from;
        _path = to - from;
        _radius = radius;
        Length = _path.Length();
        float squared = (_path.X * _path.X) + (_path.Y * _path.Y) + (_path.Z * _path.Z);
        _inverseSquaredLength = squared > 1e-30f ? 1 / squared : 0;
    }

    /// <summary>Length of the path in metres.</summary>
    public float Length { get; }

    public Vector256<float> Touches(Vector256<float> x, Vector256<float> y, Vector256<float> z, Vector256<float> itemRadius)
    {
        Vector256<float> dx = x - Vector256.Create(_from.X);
        Vector256<float> dy = y - Vector256.Create(_from.Y);
        Vector256<float> dz = z - Vector256.Create(_from.Z);
        Vector256<float> along = (dx * _path.X) + (dy * _path.Y) + (dz * _path.Z);
        Vector256<float> share = Vector256.Min(Vector256.Max(along * _inverseSquaredLength, Vector256<float>.Zero), Vector256<float>.One);
        dx -= share * _path.X;
        dy -= share * _path.Y;
        dz -= share * _path.Z;
        Vector256<float> reach = Vector256.Create(_radius) + itemRadius;
        return Vector256.LessThanOrEqual((dx * dx) + (dy * dy) + (dz * dz), reach * reach);
    }

    public bool Touches(float x, float y, float z, float itemRadius)
    {
        float dx = x - _from.X;
        float dy = y - _from.Y;
        float dz = z - _from.Z;
        float along = (dx * _path.X) + (dy * _path.Y) + (dz * _path.Z);
        float share = MathF.Min(MathF.Max(along * _inverseSquaredLength, 0), 1);
        dx -= share * _path.X;
        dy -= share * _path.Y;
        dz -= share * _path.Z;
        float reach = _radius + itemRadius;
        return (dx * dx) + (dy * dy) + (dz * dz) <= reach * reach;
    }

    /// <summary>The east range of the part of the path between two north positions; false when no part lies there.</summary>
    public bool TryGetRangeX(double lowZ, double highZ, out double lowX, out double highX)
    {
        double first = 0;
        double last = 1;
        if (_path.Z != 0)
        {
            double a = (lowZ - _from.Z) / _path.Z;
            double b = (highZ - _from.Z) / _path.Z;
            first = Math.Max(0, Math.Min(a, b));
            last = Math.Min(1, Math.Max(a, b));
        }

        double x0 = _from.X + (first * _path.X);
        double x1 = _from.X + (last * _path.X);
        lowX = Math.Min(x0, x1);
        highX = Math.Max(x0, x1);
        return first <= last;
    }
}
