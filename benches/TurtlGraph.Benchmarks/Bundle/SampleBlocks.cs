using System.Globalization;
using System.Text;

namespace TurtlGraph.Benchmarks;

/// <summary>Seeded contents that compress as text meshes do: a third to a half of their size.</summary>
internal static class SampleBlocks
{
    public static byte[] Mesh(int length, int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder(length + 64);
        double x = random.Next(1000), z = random.Next(1000);
        while (text.Length < length)
        {
            x += random.NextDouble();
            double y = Math.Sin(x) * 20;
            z += random.NextDouble() - 0.5;
            text.Append(CultureInfo.InvariantCulture, $"v {x:0.0000} {y:0.0000} {z:0.0000}\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString(0, length));
    }
}
