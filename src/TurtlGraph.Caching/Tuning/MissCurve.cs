namespace TurtlGraph.Caching;

/// <summary>The curve of one policy between its points, straight over the logarithm of the size; flat beyond the last, and nothing is cached at size 0.</summary>
public sealed class MissCurve
{
    private readonly CurvePoint[] _points;

    /// <summary>A curve through points of one policy, in any order.</summary>
    /// <exception cref="ArgumentException">There is no point.</exception>
    public MissCurve(IEnumerable<CurvePoint> points)
    {
        _points = [.. points.OrderBy(point => point.Size)];
        if (_points.Length == 0)
        {
            throw new ArgumentException("A curve needs a point.", nameof(points));
        }
    }

    /// <summary>Misses a request, and bytes missed a byte requested, at a size.</summary>
    public (double MissRatio, double ByteMissRatio) At(double size)
    {
        if (size <= 0)
        {
            return (1, 1);
        }

        int next = Array.FindIndex(_points, point => point.Size >= size);
        if (next < 0)
        {
            return (_points[^1].MissRatio, _points[^1].ByteMissRatio);
        }

        CurvePoint high = _points[next];
        if (next == 0)
        {
            double share = size / high.Size;
            return (1 - (share * (1 - high.MissRatio)), 1 - (share * (1 - high.ByteMissRatio)));
        }

        CurvePoint low = _points[next - 1];
        double part = Math.Log(size / low.Size) / Math.Log((double)high.Size / low.Size);
        return (low.MissRatio + (part * (high.MissRatio - low.MissRatio)), low.ByteMissRatio + (part * (high.ByteMissRatio - low.ByteMissRatio)));
    }
}
