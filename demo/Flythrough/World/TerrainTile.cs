using System.Buffers.Binary;
using System.Numerics;

namespace TurtlGraph.Flythrough;

/// <summary>
/// A square of terrain at one level of detail. Its bytes: a header of 64 bytes; heights as 16-bit steps between the tile's
/// lowest and highest, each row as its first height and then the changes of the change from sample to sample, a plane of low
/// bytes and one of high bytes; planes of the x and z parts of the normals, as changes along the row; weights of four ground
/// layers at a coarser grid. Planes of changes are what compresses.
/// </summary>
internal sealed class TerrainTile(WorldShape shape, Terrain terrain, int lod, int column, int row)
{
    private const int HeaderBytes = 64;
    private const uint Magic = 0x4C495454; // "TTIL"

    /// <summary>Side of the tile, metres.</summary>
    public float Metres { get; } = shape.TileMetres * (1 << lod);

    private float Left => column * Metres;

    private float Top => row * Metres;

    /// <summary>A sphere around the tile, from a coarse sample of its heights with room for what lies between.</summary>
    public (Vector3 Center, float Radius) Bounds()
    {
        const int Side = 6;
        Span<float> xs = stackalloc float[Side * Side], zs = stackalloc float[Side * Side], heights = stackalloc float[Side * Side];
        for (int i = 0; i < xs.Length; i++)
        {
            xs[i] = Left + (Metres * (i % Side) / (Side - 1));
            zs[i] = Top + (Metres * (i / Side) / (Side - 1));
        }

        terrain.Heights(xs, zs, heights);
        (float low, float high) = Range(heights);
        float margin = 5f + (Metres * 0.04f), half = Metres * 0.5f, rise = ((high - low) * 0.5f) + margin;
        Vector3 center = new(Left + half, (low + high) * 0.5f, Top + half);
        return (center, MathF.Sqrt((2f * half * half) + (rise * rise)));
    }

    public byte[] Content()
    {
        int samples = shape.TileCells + 1, splats = (shape.TileCells / 4) + 1;
        float[] heights = Heights(samples);
        (float low, float high) = Range(heights);
        int count = samples * samples;
        byte[] file = new byte[HeaderBytes + (count * 4) + (splats * splats * 4)];
        WriteHeader(file, samples, splats, low, high);
        Span<byte> lowBytes = file.AsSpan(HeaderBytes, count), highBytes = file.AsSpan(HeaderBytes + count, count);
        Span<byte> normalX = file.AsSpan(HeaderBytes + (2 * count), count), normalZ = file.AsSpan(HeaderBytes + (3 * count), count);
        int padded = samples + 2;
        float step = Metres / shape.TileCells, scale = 65535f / MathF.Max(high - low, 0.001f);
        for (int z = 0; z < samples; z++)
        {
            int before = 0, slope = 0, beforeX = 0, beforeZ = 0;
            for (int x = 0; x < samples; x++)
            {
                int at = ((z + 1) * padded) + x + 1, to = (z * samples) + x;
                int height = (int)Math.Clamp((heights[at] - low) * scale, 0f, 65535f), change = height - before;
                int bend = change - slope;
                (before, slope) = (height, x == 0 ? 0 : change);
                lowBytes[to] = (byte)bend;
                highBytes[to] = (byte)(bend >> 8);
                Vector3 normal = Vector3.Normalize(new Vector3(heights[at - 1] - heights[at + 1], 2f * step, heights[at - padded] - heights[at + padded]));
                int nx = (int)(128f + (normal.X * 127f)), nz = (int)(128f + (normal.Z * 127f));
                normalX[to] = (byte)(nx - beforeX);
                normalZ[to] = (byte)(nz - beforeZ);
                (beforeX, beforeZ) = (nx, nz);
            }
        }

        WriteSplats(file.AsSpan(HeaderBytes + (4 * count)), splats, heights, padded);
        return file;
    }

    /// <summary>The samples with one more on every side, for the normals at the border.</summary>
    private float[] Heights(int samples)
    {
        int padded = samples + 2;
        float step = Metres / shape.TileCells;
        float[] heights = new float[padded * padded], xs = new float[padded], zs = new float[padded];
        for (int x = 0; x < padded; x++)
        {
            xs[x] = Left + ((x - 1) * step);
        }

        for (int z = 0; z < padded; z++)
        {
            Array.Fill(zs, Top + ((z - 1) * step));
            terrain.Heights(xs, zs, heights.AsSpan(z * padded, padded));
        }

        return heights;
    }

    private void WriteHeader(Span<byte> header, int samples, int splats, float low, float high)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], lod);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], samples);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], splats);
        BinaryPrimitives.WriteSingleLittleEndian(header[16..], Left);
        BinaryPrimitives.WriteSingleLittleEndian(header[20..], Top);
        BinaryPrimitives.WriteSingleLittleEndian(header[24..], Metres);
        BinaryPrimitives.WriteSingleLittleEndian(header[28..], low);
        BinaryPrimitives.WriteSingleLittleEndian(header[32..], high);
    }

    /// <summary>Meadow where it is wet and level, soil where it is dry, stone where it is steep, snow where it is high.</summary>
    private void WriteSplats(Span<byte> target, int splats, float[] heights, int padded)
    {
        float step = Metres / shape.TileCells;
        float[] xs = new float[splats], zs = new float[splats], moisture = new float[splats];
        for (int z = 0; z < splats; z++)
        {
            for (int x = 0; x < splats; x++)
            {
                xs[x] = Left + (x * 4 * step);
                zs[x] = Top + (z * 4 * step);
            }

            terrain.Moisture(xs, zs, moisture);
            for (int x = 0; x < splats; x++)
            {
                int at = (((z * 4) + 1) * padded) + (x * 4) + 1;
                float slope = (MathF.Abs(heights[at + 1] - heights[at - 1]) + MathF.Abs(heights[at + padded] - heights[at - padded])) / (2f * step);
                float stone = Math.Clamp((slope - 0.35f) * 3f, 0f, 1f), snow = Math.Clamp((heights[at] - 620f) / 120f, 0f, 1f) * (1f - stone);
                float rest = 1f - stone - snow, meadow = rest * Math.Clamp((moisture[x] * 2f) + 0.5f, 0f, 1f);
                Span<byte> weights = target[(((z * splats) + x) * 4)..];
                weights[0] = (byte)(meadow * 255f);
                weights[1] = (byte)((rest - meadow) * 255f);
                weights[2] = (byte)(stone * 255f);
                weights[3] = (byte)(snow * 255f);
            }
        }
    }

    private static (float Low, float High) Range(ReadOnlySpan<float> values)
    {
        float low = float.MaxValue, high = float.MinValue;
        foreach (float value in values)
        {
            low = MathF.Min(low, value);
            high = MathF.Max(high, value);
        }

        return (low, high);
    }
}
