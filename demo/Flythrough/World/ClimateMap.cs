using System.Numerics;

namespace TurtlGraph.Flythrough;

/// <summary>Which climate rules at a point: the one of the nearest of a jittered grid of sites. Thread-safe.</summary>
internal sealed class ClimateMap
{
    private readonly Vector2[] _sites;
    private readonly int[] _climates;
    private readonly int _side;
    private readonly float _cell;

    public ClimateMap(WorldShape shape)
    {
        _side = shape.RegionsPerSide;
        _cell = shape.Metres / _side;
        _sites = new Vector2[_side * _side];
        _climates = new int[_sites.Length];
        int first = (int)(shape.Seed % (uint)shape.Climates);
        for (int i = 0; i < _sites.Length; i++)
        {
            SeededRandom random = SeededRandom.For(shape.Seed, 0xC1, (uint)i);
            _sites[i] = new Vector2((i % _side) + random.Between(0.1f, 0.9f), (i / _side) + random.Between(0.1f, 0.9f)) * _cell;
            _climates[i] = i < shape.Climates ? (first + (i * 7)) % shape.Climates : random.Next(shape.Climates);
        }
    }

    /// <summary>The climate at (x, z), 0 to the shape's number of climates, less one.</summary>
    public int At(float x, float z)
    {
        int column = Math.Clamp((int)(x / _cell), 0, _side - 1), row = Math.Clamp((int)(z / _cell), 0, _side - 1);
        Vector2 point = new(x, z);
        float nearest = float.MaxValue;
        int climate = 0;
        for (int r = Math.Max(0, row - 1); r <= Math.Min(_side - 1, row + 1); r++)
        {
            for (int c = Math.Max(0, column - 1); c <= Math.Min(_side - 1, column + 1); c++)
            {
                float distance = Vector2.DistanceSquared(point, _sites[(r * _side) + c]);
                if (distance < nearest)
                {
                    nearest = distance;
                    climate = _climates[(r * _side) + c];
                }
            }
        }

        return climate;
    }
}
