using System.Buffers;
using System.Numerics;

namespace TurtlGraph.Flythrough;

/// <summary>
/// The ground of a seeded world as a function: height and moisture at any point. Layered noise: continents, mountain crests
/// where the land is high, hills, detail. Thread-safe; nothing is stored but the layers.
/// </summary>
internal sealed class Terrain : IGround
{
    private const float BaseHeight = 260f;
    private readonly NoiseLayer[] _continent, _crests, _hills, _moisture;

    public Terrain(uint seed)
    {
        _continent = Octaves(seed ^ 0x11u, 2, 1f / 7000f, 0.75f, 0.45f, ridged: false);
        _crests = Octaves(seed ^ 0x22u, 4, 1f / 2600f, 0.55f, 0.5f, ridged: true);
        _hills = Octaves(seed ^ 0x33u, 6, 1f / 800f, 1f, 0.5f, ridged: false);
        _moisture = Octaves(seed ^ 0x44u, 3, 1f / 1800f, 0.7f, 0.5f, ridged: false);
    }

    /// <summary>Heights in metres at the points (x, z).</summary>
    public void Heights(ReadOnlySpan<float> xs, ReadOnlySpan<float> zs, Span<float> heights)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(xs.Length * 2);
        try
        {
            Span<float> continent = rented.AsSpan(0, xs.Length), crests = rented.AsSpan(xs.Length, xs.Length);
            Sum(_continent, xs, zs, continent);
            Sum(_crests, xs, zs, crests);
            Sum(_hills, xs, zs, heights);
            for (int i = 0; i < heights.Length; i++)
            {
                float land = continent[i];
                float mountain = Smooth(land, -0.1f, 0.45f);
                float crest = MathF.Max(0f, (crests[i] + 0.6f) * 0.55f);
                heights[i] = BaseHeight + (190f * land) + (520f * mountain * crest * crest) + (heights[i] * (38f + (50f * mountain)));
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }

    /// <summary>Moisture at the points (x, z), about -1 (dry) to 1 (wet).</summary>
    public void Moisture(ReadOnlySpan<float> xs, ReadOnlySpan<float> zs, Span<float> moisture) => Sum(_moisture, xs, zs, moisture);

    /// <summary>Height in metres at one point.</summary>
    public float HeightAt(float x, float z)
    {
        Span<float> height = stackalloc float[1];
        Heights([x], [z], height);
        return height[0];
    }

    /// <summary>Height, gradient (rise for each metre along x and z) and moisture at one point.</summary>
    public GroundPoint At(float x, float z)
    {
        const float Step = 4f;
        Span<float> heights = stackalloc float[3];
        Span<float> moisture = stackalloc float[1];
        Heights([x, x + Step, x], [z, z, z + Step], heights);
        Moisture([x], [z], moisture);
        return new GroundPoint(heights[0], new Vector2(heights[1] - heights[0], heights[2] - heights[0]) / Step, moisture[0]);
    }

    private static void Sum(NoiseLayer[] layers, ReadOnlySpan<float> xs, ReadOnlySpan<float> zs, Span<float> sum)
    {
        sum.Clear();
        foreach (NoiseLayer layer in layers)
        {
            GradientNoise.Add(xs, zs, sum, layer);
        }
    }

    private static NoiseLayer[] Octaves(uint seed, int count, float frequency, float amplitude, float gain, bool ridged)
    {
        NoiseLayer[] layers = new NoiseLayer[count];
        for (int i = 0; i < count; i++)
        {
            layers[i] = new NoiseLayer((seed * 31u) + (uint)i, frequency, amplitude, Ridged: ridged);
            frequency *= 2.03f;
            amplitude *= gain;
        }

        return layers;
    }

    private static float Smooth(float value, float low, float high)
    {
        float t = Math.Clamp((value - low) / (high - low), 0f, 1f);
        return t * t * (3f - (2f * t));
    }
}
