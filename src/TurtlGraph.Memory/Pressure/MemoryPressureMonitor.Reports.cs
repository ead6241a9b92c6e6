using System.Globalization;
using System.Text.Json;

namespace TurtlGraph.Memory;

/// <content>What the monitor sees, for programs and people.</content>
public sealed partial class MemoryPressureMonitor
{
    /// <summary>Writes state, peak and sources as one JSON object; field names are in snake case and stay the same.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        WriteState(json, State);
        json.WriteStartObject("peak");
        WriteState(json, Peak);
        json.WriteEndObject();
        json.WriteStartArray("sources");
        foreach (var source in Sources)
        {
            json.WriteStartObject();
            json.WriteString("name", source.Name);
            json.WriteString("place", source.Place);
            json.WriteBoolean("told", source.IsTold);
            json.WriteNumber("share", Math.Round(source.Reading.Share, 4));
            json.WriteNumber("used_bytes", source.Reading.UsedBytes);
            json.WriteNumber("limit_bytes", source.Reading.LimitBytes);
            json.WriteNumber("some_stall_percent", source.Reading.SomeStallPercent);
            json.WriteNumber("full_stall_percent", source.Reading.FullStallPercent);
            json.WriteString("level", Word(source.Level.ToString()));
            json.WriteString("action", Word(source.Action.ToString()));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes the state in one line and each source in one more.</summary>
    public void WriteTo(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var state = State;
        output.WriteLine($"pressure: {Word(state.Level.ToString())}, action {Word(state.Action.ToString())}{(state.Source is null ? "" : $", by {state.Source}")}");
        foreach (var source in Sources)
        {
            output.WriteLine($"  {source.Name,-10} {Describe(source)}{(source.Place is null ? "" : $"  ({source.Place})")}");
        }
    }

    private static void WriteState(Utf8JsonWriter json, PressureState state)
    {
        json.WriteString("level", Word(state.Level.ToString()));
        json.WriteString("action", Word(state.Action.ToString()));
        json.WriteString("source", state.Source);
    }

    private static string Describe(PressureSourceState source)
    {
        if (!source.IsTold)
        {
            return "tells nothing now";
        }

        var reading = source.Reading;
        var culture = CultureInfo.InvariantCulture;
        var share = string.Create(culture, $"{reading.Share * 100,5:F1} %");
        return reading.LimitBytes > 0 ? $"{share}  {ByteText.Format(reading.UsedBytes)} of {ByteText.Format(reading.LimitBytes)}"
            : source.Name == StallPressureSource.SourceName ? string.Create(culture, $"{share}  some tasks waited {reading.SomeStallPercent:F1} %, all {reading.FullStallPercent:F1} % of 10 s")
            : share;
    }

    private static string Word(string name) => name.ToLowerInvariant();
}
