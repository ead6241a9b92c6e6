using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using TurtlGraph.Caching;

namespace TurtlGraph.Cli;

/// <summary><c>turtl trace info</c>: what a trace or a recording holds.</summary>
internal static class TraceInfoCommand
{
    public static Command Create(Terminal terminal, CancellationToken interrupt)
    {
        var file = TraceCommand.TraceArgument();
        var format = TraceFile.Format();
        var json = CommandOptions.Json();
        var command = new Command("info", "Shows what a trace holds; of a recording also what was decided, how long loads took, and what prefetching brought.") { file, format, json };
        command.SetAction(parsed => Run(terminal, parsed.GetRequiredValue(file), parsed.GetValue(format), parsed.GetValue(json), interrupt));
        return command;
    }

    private static int Run(Terminal terminal, string path, string? format, bool json, CancellationToken interrupt)
    {
        var known = TraceFile.FormatOf(path, format);
        var trace = TraceFile.ReadRequests(path, format, interrupt);
        var summary = known == TraceFormat.Turtl ? TraceFile.Summary(path, interrupt) : null;
        var objects = new CacheTrace(trace.Select(request => request.Key).ToArray(), trace.Select(request => request.Size).ToArray()).Footprint;
        if (json)
        {
            JsonOutput.Write(terminal.Out, writer =>
            {
                writer.WriteString("trace", path);
                writer.WriteString("format", TraceReader.FormatNames[(int)known]);
                writer.WriteNumber("requests", trace.Count);
                writer.WriteNumber("objects", objects.Objects);
                writer.WriteNumber("object_bytes", objects.Bytes);
                writer.WriteNumber("requested_bytes", trace.Sum(request => (long)request.Size));
                if (summary is not null)
                {
                    Write(writer, summary);
                }
            });
        }
        else
        {
            Print(terminal.Out, path, trace, objects, summary);
        }

        return ExitCode.Ok;
    }

    private static void Write(Utf8JsonWriter json, RecordingSummary summary)
    {
        json.WriteStartObject("recording");
        json.WriteBoolean("whole", summary.IsWhole);
        json.WriteNumber("events", summary.Events);
        json.WriteNumber("events_lost", summary.Lost);
        json.WriteNumber("bytes", summary.Bytes);
        json.WriteNumber("bytes_per_event", Math.Round(summary.Bytes / (double)Math.Max(1, summary.Events), 2));
        json.WriteNumber("frames", summary.Frames);
        json.WriteNumber("seconds", Math.Round(summary.Duration * 1e-9, 6));
        json.WriteNumber("hit_ratio", Math.Round(summary.HitRatio, 6));
        json.WriteNumber("loaded_bytes", summary.LoadedBytes);
        json.WriteNumber("load_us_p50", summary.LoadMicroseconds(0.5));
        json.WriteNumber("load_us_p99", summary.LoadMicroseconds(0.99));
        json.WriteStartObject("kinds");
        foreach (var kind in Enum.GetValues<RecordedKind>().Where(kind => summary[kind] > 0))
        {
            json.WriteNumber(JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()), summary[kind]);
        }

        json.WriteEndObject();
        WritePrefetches(json, summary.Prefetches);
        json.WriteEndObject();
    }

    public static void WritePrefetches(Utf8JsonWriter json, PrefetchEffect effect)
    {
        json.WriteStartObject("warming");
        json.WriteNumber("used", effect.Used);
        json.WriteNumber("expired", effect.Expired);
        json.WriteNumber("late", effect.Late);
        json.WriteNumber("precision", Math.Round(effect.Precision, 6));
        json.WriteNumber("lead_ms_p50", Math.Round(effect.LeadTime * 1e-6, 3));
        json.WriteNumber("lead_ms_p10", Math.Round(effect.ShortLeadTime * 1e-6, 3));
        json.WriteNumber("wasted_bytes", effect.WastedBytes);
        json.WriteNumber("waste", Math.Round(effect.Waste, 6));
        json.WriteEndObject();
    }

    public static string PrefetchLine(PrefetchEffect effect) => string.Create(
        CultureInfo.InvariantCulture,
        $"warming: {100 * effect.Precision:F1} % of {effect.Used + effect.Expired:N0} prefetched assets were used ({effect.Late:N0} of them came late); lead time {effect.LeadTime * 1e-6:F0} ms, nine of ten at least {effect.ShortLeadTime * 1e-6:F0} ms; {ByteSize.Format(effect.WastedBytes)} wasted, {100 * effect.Waste:F1} % of what was loaded");

    private static void Print(TextWriter output, string path, List<TraceRequest> trace, TraceFootprint objects, RecordingSummary? summary)
    {
        var culture = CultureInfo.InvariantCulture;
        output.WriteLine(string.Create(culture, $"{path}: {trace.Count:N0} requests for {objects.Objects:N0} objects of {ByteSize.Format(objects.Bytes)}"));
        if (summary is null)
        {
            return;
        }

        output.WriteLine(string.Create(
            culture, $"recording: {summary.Frames:N0} frames in {summary.Duration * 1e-9:F1} s, {summary.Events:N0} events in {ByteSize.Format(summary.Bytes)} ({summary.Bytes / (double)Math.Max(1, summary.Events):F1} bytes an event), {summary.Lost:N0} lost{(summary.IsWhole ? "" : ", without an end")}"));
        output.WriteLine(string.Create(
            culture, $"hits {100 * summary.HitRatio:F2} %; {ByteSize.Format(summary.LoadedBytes)} loaded, half of the loads within {summary.LoadMicroseconds(0.5) / 1e3:F1} ms, 99 % within {summary.LoadMicroseconds(0.99) / 1e3:F1} ms"));
        output.WriteLine(PrefetchLine(summary.Prefetches));
        foreach (var kind in Enum.GetValues<RecordedKind>().Where(kind => summary[kind] > 0))
        {
            output.WriteLine(string.Create(culture, $"  {JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()),-18} {summary[kind],12:N0}"));
        }
    }
}
