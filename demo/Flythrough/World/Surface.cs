namespace TurtlGraph.Flythrough;

/// <summary>
/// A tileable procedural surface: relief from periodic noise and, for what people build, courses of bricks or tiles; colours
/// from a ramp over the relief. Albedo, normals and foliage are made from the same relief.
/// </summary>
internal sealed class Surface(uint seed, SurfaceStyle style, int size)
{
    private const int RampSteps = 256;

    /// <summary>Colours and mip levels, 4 bits a texel (BC1).</summary>
    public byte[] Albedo()
    {
        float[] relief = Relief(0);
        uint[] texels = new uint[relief.Length];
        uint[] ramp = Ramp();
        for (int i = 0; i < texels.Length; i++)
        {
            texels[i] = ramp[(int)(Math.Clamp(relief[i], 0f, 1f) * (RampSteps - 1))];
        }

        return TextureFile.Write(TextureFormat.Bc1, size, texels);
    }

    /// <summary>Normals in tangent space and mip levels, 8 bits a texel (BC5).</summary>
    public byte[] Normals()
    {
        float[] relief = Relief(0);
        uint[] texels = new uint[relief.Length];
        float strength = size / 24f;
        int mask = size - 1;
        for (int y = 0; y < size; y++)
        {
            int row = y * size, above = ((y - 1) & mask) * size, below = ((y + 1) & mask) * size;
            for (int x = 0; x < size; x++)
            {
                float dx = (relief[row + ((x - 1) & mask)] - relief[row + ((x + 1) & mask)]) * strength;
                float dy = (relief[above + x] - relief[below + x]) * strength;
                float scale = 127f / MathF.Sqrt((dx * dx) + (dy * dy) + 1f);
                texels[row + x] = (uint)(int)(128f + (dx * scale)) | ((uint)(int)(128f + (dy * scale)) << 8);
            }
        }

        return TextureFile.Write(TextureFormat.Bc5, size, texels);
    }

    /// <summary>Colours with coverage in alpha and mip levels, 32 bits a texel.</summary>
    public byte[] Foliage()
    {
        float[] relief = Relief(0);
        float[] cover = Relief(0x5EAFu);
        uint[] texels = new uint[relief.Length];
        uint[] ramp = Ramp();
        for (int i = 0; i < texels.Length; i++)
        {
            uint alpha = (uint)(Math.Clamp((cover[i] - 0.42f) * 8f, 0f, 1f) * 255f);
            uint color = ramp[(int)(Math.Clamp(relief[i], 0f, 1f) * (RampSteps - 1))] & 0xFFFFFFu;
            texels[i] = alpha == 0 ? ramp[0] & 0xFFFFFFu : color | (alpha << 24);
        }

        return TextureFile.Write(TextureFormat.Rgba8, size, texels);
    }

    /// <summary>The relief, about 0 to 1, repeating at the borders.</summary>
    private float[] Relief(uint variation)
    {
        float[] relief = new float[size * size];
        float[] xs = new float[size], ys = new float[size];
        for (int x = 0; x < size; x++)
        {
            xs[x] = x;
        }

        NoiseLayer[] layers = Layers(variation);
        for (int y = 0; y < size; y++)
        {
            Array.Fill(ys, y);
            Span<float> row = relief.AsSpan(y * size, size);
            row.Fill(0.5f);
            foreach (NoiseLayer layer in layers)
            {
                GradientNoise.Add(xs, ys, row, layer);
            }

            if (style is SurfaceStyle.Wall or SurfaceStyle.Roof)
            {
                AddCourses(row, y);
            }
        }

        return relief;
    }

    private NoiseLayer[] Layers(uint variation)
    {
        (int cells, int octaves, float amplitude, float gain, bool ridged) = style switch
        {
            SurfaceStyle.Meadow => (8, 4, 0.32f, 0.62f, false),
            SurfaceStyle.Soil => (4, 4, 0.34f, 0.55f, false),
            SurfaceStyle.Stone => (4, 4, 0.22f, 0.5f, true),
            SurfaceStyle.Bark => (16, 3, 0.3f, 0.5f, true),
            SurfaceStyle.Leaves => (16, 2, 0.4f, 0.5f, false),
            _ => (16, 2, 0.1f, 0.6f, false),
        };
        NoiseLayer[] layers = new NoiseLayer[octaves];
        for (int i = 0; i < octaves; i++)
        {
            layers[i] = new NoiseLayer(seed + variation + (uint)i, (float)cells / size, amplitude, cells - 1, ridged);
            cells *= 2;
            amplitude *= gain;
        }

        return layers;
    }

    /// <summary>Bricks: courses of 16 rows in half-bond, each brick a shade of its own, sunk joints.</summary>
    private void AddCourses(Span<float> row, int y)
    {
        int course = Math.Max(4, size / 16), width = course * 2, joint = Math.Max(1, course / 12);
        int index = y / course, shift = (index & 1) * course;
        if (y % course < joint)
        {
            for (int x = 0; x < row.Length; x++)
            {
                row[x] -= 0.3f;
            }

            return;
        }

        for (int x = 0; x < row.Length; x++)
        {
            int along = x + shift;
            uint brick = ((uint)(along / width) & (uint)((size / width) - 1)) + ((uint)index * 57u) + seed;
            row[x] += along % width < joint ? -0.3f : (((brick * 0x9E3779B1u) >> 24) * (0.3f / 255f)) - 0.1f;
        }
    }

    private uint[] Ramp()
    {
        SeededRandom random = new(((ulong)seed << 8) | (byte)style);
        (float red, float green, float blue) = style switch
        {
            SurfaceStyle.Meadow or SurfaceStyle.Leaves => (70f, 120f, 45f),
            SurfaceStyle.Soil or SurfaceStyle.Bark => (110f, 84f, 60f),
            SurfaceStyle.Stone => (120f, 118f, 112f),
            SurfaceStyle.Wall => (150f, 110f, 90f),
            _ => (140f, 70f, 50f),
        };
        red += random.Between(-35f, 35f);
        green += random.Between(-30f, 30f);
        blue += random.Between(-25f, 25f);
        float warm = random.Between(0.6f, 1.1f);
        uint[] ramp = new uint[RampSteps];
        for (int i = 0; i < RampSteps; i++)
        {
            float t = i / (RampSteps - 1f), light = 0.45f + (1.0f * t);
            ramp[i] = Channel(red * light * (1f + (0.15f * warm * t))) | (Channel(green * light) << 8)
                | (Channel(blue * light * (1.1f - (0.25f * warm * t))) << 16) | 0xFF000000u;
        }

        return ramp;
    }

    private static uint Channel(float value) => (uint)Math.Clamp(value, 0f, 255f);
}
