using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TurtlGraph.Prediction;

public sealed unsafe partial class SpatialIndex
{
    /// <summary>As the public query, with a further condition; the count is of the items that meet it.</summary>
    internal int Query<TFilter>(Vector3 center, float radius, TFilter filter, Span<int> found)
        where TFilter : struct, ISphereFilter
    {
        Ball ball = new(center, radius);
        int count = 0;
        foreach (ref readonly GridLevel level in _levels.AsSpan())
        {
            if (level.Cells == 0)
            {
                continue;
            }

            double reach = level.ReachOf(radius, 0);
            int lastRow = level.RowOf(center.Z + reach);
            for (int row = level.RowOf(center.Z - reach); row <= lastRow; row++)
            {
                double distance = Math.Max(0, Math.Max(level.RowStart(row) - center.Z, center.Z - level.RowStart(row + 1)));
                double squared = (reach * reach) - (distance * distance);
                if (squared >= 0)
                {
                    double half = Math.Sqrt(squared);
                    Collect(level.CellsBetween(row, center.X - half, center.X + half), in ball, filter, found, ref count);
                }
            }
        }

        return count;
    }

    private void Collect<TShape, TFilter>((int First, int Last) cells, in TShape shape, TFilter filter, Span<int> found, ref int count)
        where TShape : struct, ISphereShape
        where TFilter : struct, ISphereFilter
    {
        int i = _cellStarts[cells.First];
        int end = _cellStarts[cells.Last + 1];
        for (; i + Vector256<float>.Count <= end; i += Vector256<float>.Count)
        {
            uint touching = shape.Touches(
                Vector256.Load(_x.Pointer + i), Vector256.Load(_y.Pointer + i), Vector256.Load(_z.Pointer + i), Vector256.Load(_radius.Pointer + i))
                .ExtractMostSignificantBits();
            while (touching != 0)
            {
                Take(i + BitOperations.TrailingZeroCount(touching), filter, found, ref count);
                touching &= touching - 1;
            }
        }

        for (; i < end; i++)
        {
            if (shape.Touches(_x[i], _y[i], _z[i], _radius[i]))
            {
                Take(i, filter, found, ref count);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Take<TFilter>(int place, TFilter filter, Span<int> found, ref int count)
        where TFilter : struct, ISphereFilter
    {
        if (filter.Accepts(_x[place], _y[place], _z[place], _radius[place]))
        {
            if ((uint)count < (uint)found.Length)
            {
                found[count] = _items[place];
            }

            count++;
        }
    }
}
