using System.Numerics;
using System.Runtime.InteropServices;

namespace TurtlGraph.Flythrough;

/// <summary>
/// Gradient noise in the plane (K. Perlin, "An Image Synthesizer", 1985, with the quintic fade of 2002), a vector of points
/// at a time. Only additions, products, floors and integer hashes are used, so the values are the same on every machine.
/// </summary>
internal static class GradientNoise
{
    /// <summary>Adds the octave to <paramref name="sum"/> at each point; one octave lies within about -1 to 1 times its amplitude.</summary>
    public static void Add(ReadOnlySpan<float> xs, ReadOnlySpan<float> ys, Span<float> sum, in NoiseLayer layer)
    {
        ReadOnlySpan<Vector<float>> vx = MemoryMarshal.Cast<float, Vector<float>>(xs);
        ReadOnlySpan<Vector<float>> vy = MemoryMarshal.Cast<float, Vector<float>>(ys)[..vx.Length];
        Span<Vector<float>> vs = MemoryMarshal.Cast<float, Vector<float>>(sum)[..vx.Length];
        for (int i = 0; i < vx.Length; i++)
        {
            vs[i] += Sample(vx[i], vy[i], layer);
        }

        int done = vx.Length * Vector<float>.Count;
        if (done < xs.Length)
        {
            AddTail(xs[done..], ys[done..], sum[done..], layer);
        }
    }

    private static void AddTail(ReadOnlySpan<float> xs, ReadOnlySpan<float> ys, Span<float> sum, in NoiseLayer layer)
    {
        Span<float> lanes = stackalloc float[Vector<float>.Count * 2];
        lanes.Clear();
        Span<float> x = lanes[..Vector<float>.Count], y = lanes[Vector<float>.Count..];
        xs.CopyTo(x);
        ys.CopyTo(y);
        Vector<float> value = Sample(new Vector<float>(x), new Vector<float>(y), layer);
        for (int i = 0; i < xs.Length; i++)
        {
            sum[i] += value[i];
        }
    }

    private static Vector<float> Sample(Vector<float> x, Vector<float> y, in NoiseLayer layer)
    {
        x *= layer.Frequency;
        y *= layer.Frequency;
        Vector<float> x0 = Vector.Floor(x), y0 = Vector.Floor(y);
        Vector<float> fx = x - x0, fy = y - y0;
        Vector<int> mask = new(layer.PeriodMask);
        Vector<int> ix = Vector.ConvertToInt32(x0), iy = Vector.ConvertToInt32(y0);
        Vector<uint> columnA = Column(ix & mask), columnB = Column((ix + Vector<int>.One) & mask);
        Vector<uint> rowA = Row(iy & mask, layer.Seed), rowB = Row((iy + Vector<int>.One) & mask, layer.Seed);

        Vector<float> gx = fx - Vector<float>.One, gy = fy - Vector<float>.One;
        Vector<float> n00 = Corner(columnA + rowA, fx, fy), n10 = Corner(columnB + rowA, gx, fy);
        Vector<float> n01 = Corner(columnA + rowB, fx, gy), n11 = Corner(columnB + rowB, gx, gy);
        Vector<float> u = Fade(fx), v = Fade(fy);
        Vector<float> top = n00 + (u * (n10 - n00)), bottom = n01 + (u * (n11 - n01));
        Vector<float> value = (top + (v * (bottom - top))) * 1.6f;
        if (layer.Ridged)
        {
            value = Vector<float>.One - (Vector.Abs(value) * 2f);
        }

        return value * layer.Amplitude;
    }

    private static Vector<uint> Column(Vector<int> x) => Vector.AsVectorUInt32(x) * 0x9E3779B1u;

    private static Vector<uint> Row(Vector<int> y, uint seed) => (Vector.AsVectorUInt32(y) * 0x85EBCA77u) + new Vector<uint>(seed * 0xC2B2AE3Du);

    private static Vector<float> Fade(Vector<float> t) =>
        t * t * t * ((t * ((t * 6f) - new Vector<float>(15f))) + new Vector<float>(10f));

    /// <summary>The product of the corner's gradient, whose two parts are the halves of its hash, with the way from the corner.</summary>
    private static Vector<float> Corner(Vector<uint> hash, Vector<float> dx, Vector<float> dy)
    {
        hash ^= hash >> 15;
        hash *= 0x2C1B3C6Du;
        hash ^= hash >> 12;
        hash *= 0x297A2D39u;
        Vector<int> bits = Vector.AsVectorInt32(hash);
        Vector<float> gx = Vector.ConvertToSingle(bits >> 16) * (1f / 32768f);
        Vector<float> gy = Vector.ConvertToSingle((bits << 16) >> 16) * (1f / 32768f);
        return (gx * dx) + (gy * dy);
    }
}
