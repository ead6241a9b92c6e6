using System.Buffers;
using System.Numerics;
using System.Text.Json;

namespace TurtlGraph.Bundles;

/// <summary>What the small JSON documents of imports have in common.</summary>
internal static class ImportJson
{
    /// <summary>A document of one object.</summary>
    public static ImportContent Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
        json.Flush();
        return new ImportContent(buffer.WrittenSpan.ToArray());
    }

    public static bool IsFinite(in Matrix4x4 world)
    {
        var finite = true;
        for (var i = 0; i < 16; i++)
        {
            finite &= float.IsFinite(world[i / 4, i % 4]);
        }

        return finite;
    }

    /// <summary>A transform for row vectors, by rows.</summary>
    public static void WriteTransform(this Utf8JsonWriter json, in Matrix4x4 world)
    {
        json.WriteStartArray("transform");
        for (var row = 0; row < 4; row++)
        {
            for (var column = 0; column < 4; column++)
            {
                json.WriteNumberValue(world[row, column]);
            }
        }

        json.WriteEndArray();
    }
}
