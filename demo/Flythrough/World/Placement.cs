using System.Buffers.Binary;
using System.Numerics;

namespace TurtlGraph.Flythrough;

/// <summary>
/// What stands at one place: a grove of trees, an outcrop of rocks, or a house with the light baked into its lot. The ground
/// decides which (<see cref="Choose"/>), and every instance stands on it.
/// </summary>
internal sealed class Placement(WorldShape shape, Terrain terrain, uint index, Vector2 center, AssetKind kind)
{
    private const int HeaderBytes = 32, InstanceBytes = 32, LotSide = 40;
    private const uint Magic = 0x43414C50; // "PLAC"

    /// <summary>Half the side of the square the instances stand in, metres.</summary>
    public float Reach { get; } = kind switch { AssetKind.Grove => 55f, AssetKind.Outcrop => 35f, _ => 24f };

    /// <summary>Houses on level, low ground; rocks where it is steep, high or dry; trees where it is wet; else nothing.</summary>
    public static AssetKind? Choose(in GroundPoint ground, float chance) => ground switch
    {
        { Slope: < 0.14f, Height: < 420f } when chance < 0.3f => AssetKind.House,
        { Slope: > 0.55f } or { Height: > 560f } => AssetKind.Outcrop,
        { Moisture: > -0.12f } => AssetKind.Grove,
        _ when chance < 0.72f => AssetKind.Outcrop,
        _ => null,
    };

    /// <summary>Header, then one record of 32 bytes for each instance; for a house, then the light on its lot.</summary>
    public byte[] Content()
    {
        SeededRandom random = SeededRandom.For(shape.Seed, 0x91, index);
        int count = kind switch { AssetKind.Grove => 140 + random.Next(160), AssetKind.Outcrop => 60 + random.Next(90), _ => 1 + random.Next(4) };
        int light = kind == AssetKind.House ? LotSide * LotSide * 4 : 0;
        byte[] file = new byte[HeaderBytes + (count * InstanceBytes) + light];
        BinaryPrimitives.WriteUInt32LittleEndian(file, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), (int)kind);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(8), count);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(12), light);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(16), center.X);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(20), center.Y);
        WriteInstances(file.AsSpan(HeaderBytes, count * InstanceBytes), count, ref random);
        if (light != 0)
        {
            WriteLight(file.AsSpan(file.Length - light));
        }

        return file;
    }

    private void WriteInstances(Span<byte> target, int count, ref SeededRandom random)
    {
        float[] xs = new float[count], zs = new float[count], heights = new float[count];
        for (int i = 0; i < count; i++)
        {
            xs[i] = center.X + random.Between(-Reach, Reach);
            zs[i] = center.Y + random.Between(-Reach, Reach);
        }

        terrain.Heights(xs, zs, heights);
        for (int i = 0; i < count; i++)
        {
            Span<byte> record = target[(i * InstanceBytes)..];
            (float sin, float cos) = MathF.SinCos(random.Between(0f, MathF.PI));
            BinaryPrimitives.WriteSingleLittleEndian(record, xs[i] - center.X);
            BinaryPrimitives.WriteSingleLittleEndian(record[4..], heights[i]);
            BinaryPrimitives.WriteSingleLittleEndian(record[8..], zs[i] - center.Y);
            BinaryPrimitives.WriteSingleLittleEndian(record[12..], random.Between(0.7f, 1.4f));
            BinaryPrimitives.WriteSingleLittleEndian(record[16..], sin);
            BinaryPrimitives.WriteSingleLittleEndian(record[20..], cos);
            BinaryPrimitives.WriteUInt32LittleEndian(record[24..], 0xFF000000u | (random.NextUInt() & 0x1F1F1Fu) | 0xC0C0C0u);
            BinaryPrimitives.WriteInt32LittleEndian(record[28..], random.Next(4));
        }
    }

    /// <summary>How much sky each point of the lot sees, from the horizon in eight directions, and the slope it has.</summary>
    private void WriteLight(Span<byte> target)
    {
        const int Border = 8, Padded = LotSide + (2 * Border);
        float step = 2f * Reach / LotSide;
        float[] heights = new float[Padded * Padded], xs = new float[Padded], zs = new float[Padded];
        for (int z = 0; z < Padded; z++)
        {
            for (int x = 0; x < Padded; x++)
            {
                xs[x] = center.X - Reach + ((x - Border) * step);
                zs[x] = center.Y - Reach + ((z - Border) * step);
            }

            terrain.Heights(xs, zs, heights.AsSpan(z * Padded, Padded));
        }

        ReadOnlySpan<int> directions = [1, -1, Padded, -Padded, Padded + 1, Padded - 1, -Padded + 1, -Padded - 1];
        for (int i = 0; i < LotSide * LotSide; i++)
        {
            int at = (((i / LotSide) + Border) * Padded) + (i % LotSide) + Border;
            float sky = 0f;
            foreach (int direction in directions)
            {
                float horizon = MathF.Max(heights[at + (direction * 2)] - heights[at], (heights[at + (direction * 7)] - heights[at]) * 0.3f);
                sky += 1f / (1f + MathF.Max(0f, horizon));
            }

            target[i * 4] = (byte)(sky * (255f / 8f));
            target[(i * 4) + 1] = (byte)Math.Clamp(128f + ((heights[at + 1] - heights[at - 1]) * 60f), 0f, 255f);
            target[(i * 4) + 2] = (byte)Math.Clamp(128f + ((heights[at + Padded] - heights[at - Padded]) * 60f), 0f, 255f);
            target[(i * 4) + 3] = 255;
        }
    }
}
