using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using TurtlGraph.Streaming;

namespace TurtlGraph.Cli;

/// <summary><c>turtl trace replay</c>: tells a runtime all that was recorded.</summary>
internal sealed class TraceReplayCommand
{
    private readonly Terminal _terminal;
    private readonly CancellationToken _interrupt;
    private readonly Argument<string> _file = TraceCommand.TraceArgument();
    private readonly Option<string[]> _bundle = new("--bundle")
    {
        Description = "Where a recorded bundle lies now, told by its file name; several times for several.", HelpName = "FILE", AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string?> _options = new("--options")
    {
        Description = "Other options for the runtime, to see what had become of it with them: JSON, as 'turtl tune' writes it.", HelpName = "FILE.json",
    };

    private readonly Option<bool> _json = CommandOptions.Json();

    private TraceReplayCommand(Terminal terminal, CancellationToken interrupt)
    {
        _terminal = terminal;
        _interrupt = interrupt;
    }

    public static Command Create(Terminal terminal, CancellationToken interrupt)
    {
        var parts = new TraceReplayCommand(terminal, interrupt);
        var command = new Command(
            "replay",
            "Tells a runtime, on a virtual clock and a modelled device, all that was recorded, and compares its decisions. A recording from a virtual clock must be decided again bit for bit (exit code 1 when it is not); "
            + "one from a real device is decided as the modelled one would have had it, the same with each replay.")
        {
            parts._file, parts._bundle, parts._options, parts._json,
        };
        command.SetAction(parts.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(_file);
        var bundles = (parsed.GetValue(_bundle) ?? []).ToDictionary(bundle => Path.GetFileName(bundle)!, StringComparer.Ordinal);
        var report = Replay(path, new ReplayOptions
        {
            BundlePath = recorded => bundles.GetValueOrDefault(Path.GetFileName(recorded), recorded),
            Options = parsed.GetValue(_options) is { } options ? TunedOptions.Load(options) : null,
        });
        if (parsed.GetValue(_json))
        {
            JsonOutput.Write(_terminal.Out, json => Write(json, path, report));
        }
        else
        {
            Print(_terminal.Out, path, report);
        }

        return report is { IsRepeatable: true, IsWhole: true, FirstDifference: not null } ? ExitCode.Bad : ExitCode.Ok;
    }

    private ReplayReport Replay(string path, ReplayOptions options)
    {
        try
        {
            return TraceFile.WithName(path, () =>
            {
                using var replay = new TraceReplay(TraceFile.OpenBytes(path), options);
                return replay.Run(_interrupt);
            });
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }
    }

    private static string Verdict(ReplayReport report) => report switch
    {
        { FirstDifference: null } => "every decision is the recorded one",
        { IsRepeatable: false } => "not comparable: it was recorded in real time, or is replayed with other options",
        { IsWhole: false } => string.Create(CultureInfo.InvariantCulture, $"other decisions from frame {report.FirstDifference:N0} on; events were lost while it was recorded, or its end is missing"),
        _ => string.Create(CultureInfo.InvariantCulture, $"other decisions from frame {report.FirstDifference:N0} on"),
    };

    private static void Write(Utf8JsonWriter json, string path, ReplayReport report)
    {
        json.WriteString("trace", path);
        json.WriteNumber("frames", report.Frames);
        json.WriteNumber("decisions", report.Decisions);
        json.WriteString("decision_hash", report.Hash.ToString("x16", CultureInfo.InvariantCulture));
        json.WriteBoolean("whole", report.IsWhole);
        json.WriteBoolean("repeatable", report.IsRepeatable);
        json.WriteBoolean("identical", report.FirstDifference is null);
        if (report.FirstDifference is { } frame)
        {
            json.WriteNumber("first_different_frame", frame);
        }

        json.WriteNumber("requests", report.Metrics.RequestsTotal);
        json.WriteNumber("requests_ready", report.Metrics.RequestsReady);
        json.WriteNumber("bytes_read", report.Metrics.BytesRead);
        json.WriteNumber("evictions", report.Metrics.Evictions);
        json.WriteNumber("rescues", report.Metrics.Rescues);
    }

    private static void Print(TextWriter output, string path, ReplayReport report)
    {
        var culture = CultureInfo.InvariantCulture;
        output.WriteLine(string.Create(culture, $"{path}: {report.Frames:N0} frames, {report.Decisions:N0} decisions, hash {report.Hash:x16}"));
        output.WriteLine(Verdict(report));
        output.WriteLine(string.Create(
            culture, $"{report.Metrics.RequestsTotal:N0} requests, {report.Metrics.RequestsReady:N0} ready; {ByteSize.Format(report.Metrics.BytesRead)} read; {report.Metrics.Evictions:N0} evictions, {report.Metrics.Rescues:N0} rescues"));
    }
}
