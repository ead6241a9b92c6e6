using System.Numerics;
using TurtlGraph.Bundles;

namespace TurtlGraph.Flythrough;

/// <summary>
/// The ground of a world that nothing is known of but where its assets are: in each cell of a grid the middle height of the
/// assets in it, blended between cells. Also finds the area they cover.
/// </summary>
internal sealed class SceneGround : IGround
{
    private const int Side = 64;
    private readonly float[] _heights = new float[Side * Side];
    private readonly FlightArea _area;

    /// <summary>Reads the positions of a bundle.</summary>
    public SceneGround(Bundle bundle)
    {
        List<Vector3> places = [];
        for (int i = 0; i < bundle.Count; i++)
        {
            BundleEntry entry = bundle[i];
            if (entry.HasPosition)
            {
                places.Add(entry.Position);
            }
        }

        HasPositions = places.Count > 0;
        _area = Cover(places);
        FillCells(places);
    }

    /// <summary>The box around all positions, at least 10 m wide.</summary>
    public FlightArea Area => _area;

    /// <summary>Whether any asset has a position.</summary>
    public bool HasPositions { get; }

    /// <inheritdoc/>
    public float HeightAt(float x, float z)
    {
        float column = Math.Clamp(((x - _area.Low.X) / (_area.High.X - _area.Low.X) * Side) - 0.5f, 0f, Side - 1.001f);
        float row = Math.Clamp(((z - _area.Low.Z) / (_area.High.Z - _area.Low.Z) * Side) - 0.5f, 0f, Side - 1.001f);
        int at = ((int)row * Side) + (int)column;
        float u = column - (int)column, v = row - (int)row;
        float near = _heights[at] + (u * (_heights[at + 1] - _heights[at]));
        float far = _heights[at + Side] + (u * (_heights[at + Side + 1] - _heights[at + Side]));
        return near + (v * (far - near));
    }

    private static FlightArea Cover(List<Vector3> places)
    {
        if (places.Count == 0)
        {
            return new FlightArea(new Vector3(-5f), new Vector3(5f));
        }

        Vector3 low = places[0], high = places[0];
        foreach (Vector3 place in places)
        {
            low = Vector3.Min(low, place);
            high = Vector3.Max(high, place);
        }

        Vector3 lacking = Vector3.Max(Vector3.Zero, new Vector3(10f) - (high - low)) * 0.5f;
        return new FlightArea(low - lacking, high + lacking);
    }

    private void FillCells(List<Vector3> places)
    {
        List<float>[] cells = new List<float>[_heights.Length];
        foreach (Vector3 place in places)
        {
            int column = Math.Clamp((int)((place.X - _area.Low.X) / (_area.High.X - _area.Low.X) * Side), 0, Side - 1);
            int row = Math.Clamp((int)((place.Z - _area.Low.Z) / (_area.High.Z - _area.Low.Z) * Side), 0, Side - 1);
            (cells[(row * Side) + column] ??= []).Add(place.Y);
        }

        List<float> all = places.ConvertAll(p => p.Y);
        float usual = Middle(all);
        for (int i = 0; i < cells.Length; i++)
        {
            _heights[i] = cells[i] is { } heights ? Middle(heights) : usual;
        }
    }

    private static float Middle(List<float> values)
    {
        values.Sort();
        return values.Count == 0 ? 0f : values[values.Count / 2];
    }
}
