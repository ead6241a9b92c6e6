using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using TurtlGraph.Memory;

namespace TurtlGraph.Cli;

/// <summary>What a monitor saw, kept beyond its life.</summary>
internal sealed record PressureReport(string Text, string Json)
{
    public static PressureReport Of(MemoryPressureMonitor monitor)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        monitor.WriteTo(text);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            monitor.WriteJson(json);
        }

        return new PressureReport(text.ToString(), Encoding.UTF8.GetString(buffer.WrittenSpan));
    }
}
