namespace TurtlGraph.IO.Tests;

/// <summary>Seeded file contents in which no byte equals <see cref="NativeBuffer.Untouched"/>.</summary>
internal static class TestContent
{
    public static byte[] Make(int length, int seed)
    {
        var random = new Random(seed);
        var content = new byte[length];
        for (int i = 0; i < length; i++)
        {
            content[i] = (byte)random.Next(0, NativeBuffer.Untouched);
        }

        return content;
    }
}
