using System.Text.Encodings.Web;
using System.Text.Json;

namespace TurtlGraph.Benchmarks;

/// <summary>Writes measures as a JSON array of <c>{name, value, p99, bytes, unit, reference, reference_value, ratio, goal, met}</c>.</summary>
internal static class QuickJson
{
    /// <summary>Signs such as &lt;= stay readable; the output is no part of a web page.</summary>
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes to a file, or to standard output when <paramref name="path"/> is <c>-</c>.</summary>
    public static void Write(IReadOnlyList<Measure> measures, string path)
    {
        using var stream = path == "-" ? Console.OpenStandardOutput() : File.Create(path);
        using var json = new Utf8JsonWriter(stream, Options);
        json.WriteStartArray();
        foreach (var measure in measures)
        {
            Write(json, measure);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Measure measure)
    {
        json.WriteStartObject();
        json.WriteString("name", measure.Name);
        WriteNumber(json, "value", measure.Value);
        WriteNumber(json, "p99", measure.P99);
        WriteNumber(json, "bytes", measure.Bytes);
        json.WriteString("unit", measure.Unit);
        json.WriteString("reference", measure.Reference);
        WriteNumber(json, "reference_value", measure.ReferenceValue);
        WriteNumber(json, "ratio", measure.Ratio);
        json.WriteString("goal", measure.Goal.Describe(measure.Unit));
        if (measure.Met is { } met)
        {
            json.WriteBoolean("met", met);
        }
        else
        {
            json.WriteNull("met");
        }

        json.WriteEndObject();
    }

    /// <summary>JSON has no word for what is not a finite number, so it becomes null.</summary>
    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            json.WriteNumber(name, Math.Round(number, 6));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
