using System.Text.Json;
using System.Text.Json.Serialization;

namespace TurtlGraph.Flythrough;

/// <summary>The report as JSON, without reflection.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(FlightReport))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    public static string Write(FlightReport report) => JsonSerializer.Serialize(report, Default.FlightReport);
}
