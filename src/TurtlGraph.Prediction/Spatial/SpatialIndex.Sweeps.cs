using System.Numerics;
using System.Runtime.Intrinsics;

namespace TurtlGraph.Prediction;

/// <content>
/// Sweeps in slices: so many items a call, and a cursor from which the next call goes on, so that the cost of a call does not
/// follow from how many items are in reach. The path may change between two calls; what lies behind the cursor is left to the next round.
/// </content>
public sealed unsafe partial class SpatialIndex
{
    /// <summary>
    /// Finds the next items whose sphere touches the swept ball, as places for <see cref="SphereAt"/> and <see cref="ItemAt"/>.
    /// The cursor is back at the beginning when the round is complete.
    /// </summary>
    internal int Sweep(Vector3 from, Vector3 to, float radius, ref SweepCursor cursor, Span<int> places)
    {
        SweptBall ball = new(from, to, radius);
        int count = 0;
        for (; cursor.Level < _levels.Length; cursor = new SweepCursor(cursor.Level + 1, 0, 0))
        {
            ref readonly GridLevel level = ref _levels[cursor.Level];
            if (level.Cells == 0)
            {
                continue;
            }

            double reach = level.ReachOf(radius, ball.Length);
            int lastRow = level.RowOf(Math.Max(from.Z, to.Z) + reach);
            int firstRow = level.RowOf(Math.Min(from.Z, to.Z) - reach);
            cursor = firstRow > cursor.Row ? cursor with { Row = firstRow, Place = 0 } : cursor;
            for (; cursor.Row <= lastRow; cursor = new SweepCursor(cursor.Level, cursor.Row + 1, 0))
            {
                if (ball.TryGetRangeX(level.RowStart(cursor.Row) - reach, level.RowStart(cursor.Row + 1) + reach, out double low, out double high)
                    && !TryFinishRow(level.CellsBetween(cursor.Row, low - reach, high + reach), in ball, ref cursor, places, ref count))
                {
                    return count;
                }
            }
        }

        cursor = default;
        return count;
    }

    /// <summary>The item at a place that a sweep found.</summary>
    internal int ItemAt(int place) => _items[place];

    /// <summary>The bounding sphere of the item at a place.</summary>
    internal Vector4 SphereAt(int place) => new(_x[place], _y[place], _z[place], _radius[place]);

    /// <summary>Takes what touches of a row, from the cursor's place on; <see langword="false"/> when no more fits.</summary>
    private bool TryFinishRow((int First, int Last) cells, in SweptBall ball, ref SweepCursor cursor, Span<int> places, ref int count)
    {
        int i = Math.Max(_cellStarts[cells.First], cursor.Place);
        int end = _cellStarts[cells.Last + 1];
        while (i < end)
        {
            bool isWhole = i + Vector256<float>.Count <= end;
            uint touching = isWhole
                ? ball.Touches(Vector256.Load(_x.Pointer + i), Vector256.Load(_y.Pointer + i), Vector256.Load(_z.Pointer + i), Vector256.Load(_radius.Pointer + i))
                    .ExtractMostSignificantBits()
                : ball.Touches(_x[i], _y[i], _z[i], _radius[i]) ? 1u : 0;
            for (; touching != 0; touching &= touching - 1)
            {
                int place = i + BitOperations.TrailingZeroCount(touching);
                if (count == places.Length)
                {
                    cursor.Place = place;
                    return false;
                }

                places[count++] = place;
            }

            i += isWhole ? Vector256<float>.Count : 1;
        }

        return true;
    }
}
