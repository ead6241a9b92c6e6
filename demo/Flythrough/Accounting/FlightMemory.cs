using System.Text.Json;
using System.Text.Json.Serialization;
using TurtlGraph.Memory;
using TurtlGraph.Streaming;

namespace TurtlGraph.Flythrough;

/// <summary>What the flight cost in memory: the profile of the process when it landed, and what the payload memory and the system's pressure were like.</summary>
[JsonConverter(typeof(FlightMemoryConverter))]
internal sealed record FlightMemory
{
    /// <summary>All tiers and owners of the process; the rehearsal's are in its totals and peaks.</summary>
    public required MemorySnapshot Profile { get; init; }

    /// <summary>Page faults from the first frame to the last.</summary>
    public required PageFaults Faults { get; init; }

    /// <summary>Page faults of the game thread in the same time.</summary>
    public required PageFaults GameThreadFaults { get; init; }

    /// <summary>The highest share of free payload memory that was not in its largest block, at a look some times a second.</summary>
    public required double WorstFragmentation { get; init; }

    /// <summary>The strongest memory pressure there was; the default value when nobody watched, as on the virtual clock.</summary>
    public PressureState PeakPressure { get; init; }

    /// <summary>Whether somebody watched the system's memory.</summary>
    public required bool WatchesPressure { get; init; }

    /// <summary>The least payload memory that the runtime aimed at.</summary>
    public required long LeastTargetBytes { get; init; }

    /// <summary>Writes the JSON object "memory".</summary>
    internal sealed class FlightMemoryConverter : JsonConverter<FlightMemory>
    {
        public override FlightMemory Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Reports are written, not read.");

        public override void Write(Utf8JsonWriter writer, FlightMemory value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteNumber("worst_fragmentation", Math.Round(value.WorstFragmentation, 4));
            writer.WriteNumber("least_target_bytes", value.LeastTargetBytes);
            WriteFaults(writer, "flight_page_faults", value.Faults);
            WriteFaults(writer, "game_thread_page_faults", value.GameThreadFaults);
            writer.WriteStartObject("pressure");
            writer.WriteBoolean("watched", value.WatchesPressure);
            writer.WriteString("peak_level", JsonNamingPolicy.SnakeCaseLower.ConvertName(value.PeakPressure.Level.ToString()));
            writer.WriteString("peak_action", JsonNamingPolicy.SnakeCaseLower.ConvertName(value.PeakPressure.Action.ToString()));
            writer.WriteString("peak_source", value.PeakPressure.Source);
            writer.WriteEndObject();
            writer.WritePropertyName("profile");
            value.Profile.WriteJson(writer);
            writer.WriteEndObject();
        }

        private static void WriteFaults(Utf8JsonWriter writer, string name, PageFaults faults)
        {
            writer.WriteStartObject(name);
            writer.WriteNumber("minor", faults.Minor);
            if (faults.TellsMajor)
            {
                writer.WriteNumber("major", faults.Major);
            }
            else
            {
                writer.WriteNull("major");
            }

            writer.WriteEndObject();
        }
    }
}
