using System.Buffers.Binary;
using System.Numerics;

namespace TurtlGraph.Flythrough.Tests;

public class TerrainTileTests
{
    private static readonly WorldShape Shape = WorldShape.Small(9);
    private static readonly Terrain Ground = new(9);

    [Fact]
    public void Neighbours_meet_at_their_border()
    {
        float[] left = Heights(new TerrainTile(Shape, Ground, 0, 2, 3).Content(), out int side);
        float[] right = Heights(new TerrainTile(Shape, Ground, 0, 3, 3).Content(), out _);
        for (int z = 0; z < side; z++)
        {
            Assert.Equal(left[(z * side) + side - 1], right[z * side], 0.05);
        }
    }

    [Fact]
    public void A_coarser_tile_shows_the_same_ground()
    {
        float[] fine = Heights(new TerrainTile(Shape, Ground, 0, 2, 2).Content(), out int side);
        float[] coarse = Heights(new TerrainTile(Shape, Ground, 1, 1, 1).Content(), out _);
        for (int i = 0; i < side; i += 2)
        {
            Assert.Equal(fine[i], coarse[i / 2], 0.1);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void The_bounding_sphere_holds_every_sample(int lod)
    {
        TerrainTile tile = new(Shape, Ground, lod, 0, 0);
        (Vector3 center, float radius) = tile.Bounds();
        float[] heights = Heights(tile.Content(), out int side);
        float step = tile.Metres / (side - 1);
        for (int i = 0; i < heights.Length; i++)
        {
            Vector3 point = new((i % side) * step, heights[i], (i / side) * step);
            Assert.True(Vector3.Distance(point, center) <= radius + 0.1f, $"{point} is outside {center} +- {radius}");
        }
    }

    private static float[] Heights(byte[] file, out int side)
    {
        side = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(8));
        float low = BinaryPrimitives.ReadSingleLittleEndian(file.AsSpan(28)), high = BinaryPrimitives.ReadSingleLittleEndian(file.AsSpan(32));
        float[] heights = new float[side * side];
        for (int z = 0; z < side; z++)
        {
            int height = 0, slope = 0;
            for (int x = 0; x < side; x++)
            {
                int at = (z * side) + x, bend = (short)(file[64 + at] | (file[64 + heights.Length + at] << 8));
                slope = x < 2 ? bend : slope + bend;
                height = (ushort)(height + slope);
                heights[at] = low + ((high - low) * height / 65535f);
            }
        }

        return heights;
    }
}
