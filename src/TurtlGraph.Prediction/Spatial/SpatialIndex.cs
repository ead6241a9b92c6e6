using System.Numerics;
using TurtlGraph.Memory;

namespace TurtlGraph.Prediction;

/// <summary>
/// Finds the bounding spheres that touch a ball or a swept ball. Built once over all items; queries allocate nothing and may
/// run on any thread at once.
/// </summary>
/// <remarks>
/// A stack of uniform grids over the x-z plane, each with cells twice as wide as the one before. An item lies in exactly one cell: the
/// one of its centre, on the finest level whose cells are at least as wide as the item. A query visits on each level the
/// cells its reach, widened by the largest radius of that level, can touch, so it is exact and returns no item twice.
/// Items are stored in the order of the cells, row by row, so the part of a row that a query visits is one contiguous vector loop.
/// </remarks>
public sealed partial class SpatialIndex : IDisposable
{
    private readonly NativeArray<float> _x;
    private readonly NativeArray<float> _y;
    private readonly NativeArray<float> _z;
    private readonly NativeArray<float> _radius;
    private readonly NativeArray<int> _items;
    private readonly NativeArray<int> _places;
    private readonly NativeArray<int> _cellStarts;
    private readonly GridLevel[] _levels;
    private readonly double _finestCell;

    /// <summary>Builds the index; item i is the i-th element of the spans. The spans are copied.</summary>
    /// <param name="x">East positions in metres, finite.</param>
    /// <param name="y">Heights in metres, finite.</param>
    /// <param name="z">North positions in metres, finite.</param>
    /// <param name="radius">Bounding radii in metres, finite, 0 or more.</param>
    /// <param name="options">Cell size; the defaults when null.</param>
    /// <exception cref="ArgumentException">The spans differ in length, or a value is not finite; the message names the item.</exception>
    public SpatialIndex(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> z, ReadOnlySpan<float> radius, SpatialIndexOptions? options = null)
    {
        Check(x, y, z, radius);
        Count = x.Length;
        _levels = PlanLevels(x, z, radius, (options ?? new SpatialIndexOptions()).CellSize, out _finestCell);
        int cells = _levels.Length == 0 ? 0 : _levels[^1].FirstCell + _levels[^1].Cells;
        _x = new NativeArray<float>(Count, "spatial index");
        _y = new NativeArray<float>(Count, "spatial index");
        _z = new NativeArray<float>(Count, "spatial index");
        _radius = new NativeArray<float>(Count, "spatial index");
        _items = new NativeArray<int>(Count, "spatial index");
        _places = new NativeArray<int>(Count, "spatial index");
        _cellStarts = new NativeArray<int>(cells + 1, "spatial index");
        Fill(x, y, z, radius);
    }

    /// <summary>Number of items.</summary>
    public int Count { get; }

    /// <summary>Bytes of native memory held.</summary>
    public long MemoryBytes => (6L * sizeof(float) * Count) + ((long)sizeof(int) * _cellStarts.Length);

    /// <summary>Finds the items whose sphere touches the ball around <paramref name="center"/>.</summary>
    /// <param name="center">Centre of the ball in metres.</param>
    /// <param name="radius">Radius of the ball in metres, 0 or more.</param>
    /// <param name="found">Receives the item numbers, in no particular but always the same order, as many as fit.</param>
    /// <returns>How many items touch, which may be more than fit.</returns>
    public int Query(Vector3 center, float radius, Span<int> found) =>
        Query(center, radius, default(AnySphere), found);

    /// <summary>
    /// Finds the items whose sphere touches the volume that a ball sweeps when it moves straight from <paramref name="from"/> to
    /// <paramref name="to"/> (a capsule).
    /// </summary>
    /// <inheritdoc cref="Query(Vector3, float, Span{int})" path="/returns"/>
    /// <param name="from">First centre in metres.</param>
    /// <param name="to">Last centre in metres.</param>
    /// <param name="radius">Radius of the ball in metres, 0 or more.</param>
    /// <param name="found">Receives the item numbers, as many as fit.</param>
    public int QuerySwept(Vector3 from, Vector3 to, float radius, Span<int> found)
    {
        SweptBall ball = new(from, to, radius);
        int count = 0;
        foreach (ref readonly GridLevel level in _levels.AsSpan())
        {
            if (level.Cells == 0)
            {
                continue;
            }

            double reach = level.ReachOf(radius, ball.Length);
            int lastRow = level.RowOf(Math.Max(from.Z, to.Z) + reach);
            for (int row = level.RowOf(Math.Min(from.Z, to.Z) - reach); row <= lastRow; row++)
            {
                if (ball.TryGetRangeX(level.RowStart(row) - reach, level.RowStart(row + 1) + reach, out double low, out double high))
                {
                    Collect(level.CellsBetween(row, low - reach, high + reach), in ball, default(AnySphere), found, ref count);
                }
            }
        }

        return count;
    }

    /// <summary>Bounding sphere of an item: centre in x, y, z and radius in w.</summary>
    /// <param name="item">0 to <see cref="Count"/> - 1.</param>
    public Vector4 SphereOf(int item)
    {
        int place = _places[item];
        return new Vector4(_x[place], _y[place], _z[place], _radius[place]);
    }

    /// <summary>Releases the memory. No query may run any more.</summary>
    public void Dispose()
    {
        _x.Dispose();
        _y.Dispose();
        _z.Dispose();
        _radius.Dispose();
        _items.Dispose();
        _places.Dispose();
        _cellStarts.Dispose();
    }
}
