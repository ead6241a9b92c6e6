namespace TurtlGraph.Prediction;

/// <summary>One uniform grid of a <see cref="SpatialIndex"/>; its cells are numbered row by row from <see cref="FirstCell"/>.</summary>
internal readonly struct GridLevel(double minX, double minZ, double cellSize, int columns, int rows, int firstCell, float maxRadius)
{
    // Distances are compared in single precision; a reach that is wider by this share covers its rounding.
    private const double Slack = 1e-5;

    public int FirstCell { get; } = firstCell;

    public int Cells => columns * rows;

    /// <summary>How far from a query's centre line the centre of an item of this level may lie and still touch.</summary>
    public double ReachOf(float radius, float length) => (((double)radius + maxRadius) * (1 + Slack)) + (length * Slack);

    public int RowOf(double z) => Math.Clamp((int)((z - minZ) / cellSize), 0, rows - 1);

    public int ColumnOf(double x) => Math.Clamp((int)((x - minX) / cellSize), 0, columns - 1);

    public double RowStart(int row) => minZ + (row * cellSize);

    public int CellOf(float x, float z) => FirstCell + (RowOf(z) * columns) + ColumnOf(x);

    /// <summary>The first and the last cell of a row between two east positions.</summary>
    public (int First, int Last) CellsBetween(int row, double lowX, double highX)
    {
        int first = FirstCell + (row * columns);
        return (first + ColumnOf(lowX), first + ColumnOf(highX));
    }
}
