namespace TurtlGraph.Prediction;

public sealed partial class SpatialIndex
{
    private const double ItemsPerCell = 4;
    private const long MaximumCellsPerItem = 4;

    private static void Check(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> z, ReadOnlySpan<float> radius)
    {
        if (y.Length != x.Length || z.Length != x.Length || radius.Length != x.Length)
        {
            throw new ArgumentException($"The columns of a spatial index have one length, but x, y, z and radius hold {x.Length}, {y.Length}, {z.Length} and {radius.Length} values.");
        }

        for (int i = 0; i < x.Length; i++)
        {
            if (!(float.IsFinite(x[i]) && float.IsFinite(y[i]) && float.IsFinite(z[i]) && float.IsFinite(radius[i]) && radius[i] >= 0))
            {
                throw new ArgumentException($"Item {i} of a spatial index has no finite bounding sphere: position ({x[i]}, {y[i]}, {z[i]}), radius {radius[i]}. Leave items without a place out.");
            }
        }
    }

    private static GridLevel[] PlanLevels(ReadOnlySpan<float> x, ReadOnlySpan<float> z, ReadOnlySpan<float> radius, float cellSize, out double finest)
    {
        finest = 1;
        if (x.Length == 0)
        {
            return [];
        }

        (double minX, double maxX) = Bounds(x);
        (double minZ, double maxZ) = Bounds(z);
        double width = maxX - minX;
        double depth = maxZ - minZ;
        finest = FinestCell(width, depth, x.Length, cellSize);
        int levelCount = 1 + Math.Max(0, (int)Math.Ceiling(Math.Log2(Math.Max(width, depth) / finest)));
        float[] largest = new float[levelCount];
        largest.AsSpan().Fill(-1);
        foreach (float r in radius)
        {
            int level = LevelOf(r, finest, levelCount);
            largest[level] = Math.Max(largest[level], r);
        }

        var levels = new GridLevel[levelCount];
        int cells = 0;
        for (int i = 0; i < levelCount; i++)
        {
            double size = Math.ScaleB(finest, i);
            bool isUsed = largest[i] >= 0;
            levels[i] = new GridLevel(minX, minZ, size, isUsed ? Side(width, size) : 0, isUsed ? Side(depth, size) : 0, cells, largest[i]);
            cells += levels[i].Cells;
        }

        return levels;
    }

    /// <summary>The wanted or chosen cell size, raised until the finest grid has a bounded number of cells.</summary>
    private static double FinestCell(double width, double depth, int items, float wanted)
    {
        if (!(float.IsFinite(wanted) && wanted >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(wanted), wanted, "The cell size of a spatial index is finite and not negative.");
        }

        double longest = Math.Max(width, depth);
        double cell = wanted > 0 ? wanted : Math.Max(Math.Sqrt(width * depth * ItemsPerCell / items), longest * ItemsPerCell / items);
        cell = cell > 0 ? cell : 1;
        while ((Math.Floor(width / cell) + 1) * (Math.Floor(depth / cell) + 1) > (MaximumCellsPerItem * items) + 16)
        {
            cell *= 2;
        }

        return cell;
    }

    // The coarsest level is a single cell or nearly so: what is larger than its cells lies there too.
    private static int LevelOf(float radius, double finest, int levelCount)
    {
        int level = 0;
        while (level < levelCount - 1 && Math.ScaleB(finest, level) < 2.0 * radius)
        {
            level++;
        }

        return level;
    }

    private static int Side(double extent, double cell) => (int)(extent / cell) + 1;

    private static (double Min, double Max) Bounds(ReadOnlySpan<float> values)
    {
        float min = values[0];
        float max = values[0];
        foreach (float value in values)
        {
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        return (min, max);
    }

    /// <summary>Counting sort of the items by cell.</summary>
    private void Fill(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> z, ReadOnlySpan<float> radius)
    {
        int[] cellOfItem = new int[Count];
        Span<int> starts = _cellStarts.Span;
        for (int item = 0; item < Count; item++)
        {
            int cell = _levels[LevelOf(radius[item], _finestCell, _levels.Length)].CellOf(x[item], z[item]);
            cellOfItem[item] = cell;
            starts[cell + 1]++;
        }

        for (int cell = 1; cell < starts.Length; cell++)
        {
            starts[cell] += starts[cell - 1];
        }

        int[] next = starts[..^1].ToArray();
        for (int item = 0; item < Count; item++)
        {
            int place = next[cellOfItem[item]]++;
            _x[place] = x[item];
            _y[place] = y[item];
            _z[place] = z[item];
            _radius[place] = radius[item];
            _items[place] = item;
            _places[item] = place;
        }
    }
}
