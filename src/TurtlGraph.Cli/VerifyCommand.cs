using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using TurtlGraph.Bundles;

namespace TurtlGraph.Cli;

/// <summary><c>turtl verify</c>: reads every byte of a bundle and says what is damaged.</summary>
internal static class VerifyCommand
{
    public static Command Create(Terminal terminal, CancellationToken interrupt)
    {
        var bundle = CommandOptions.Bundle();
        var json = CommandOptions.Json();
        var command = new Command("verify", "Checks header, tables and every payload byte against their BLAKE3 hashes, and names what is damaged.") { bundle, json };
        command.SetAction(parsed => Run(terminal, parsed.GetRequiredValue(bundle), parsed.GetValue(json), interrupt));
        return command;
    }

    private static int Run(Terminal terminal, string path, bool json, CancellationToken interrupt)
    {
        var report = terminal.WithProgress("verifying", view => BundleVerifier.VerifyFile(path, new ProgressRelay(view, interrupt)));
        if (json)
        {
            JsonOutput.Write(terminal.Out, writer => Write(writer, report));
        }
        else
        {
            Print(terminal.Out, report);
        }

        return report.IsOk ? ExitCode.Ok : ExitCode.Bad;
    }

    private static void Write(Utf8JsonWriter json, VerifyReport report)
    {
        json.WriteString("bundle", report.Path);
        json.WriteBoolean("ok", report.IsOk);
        json.WriteNumber("entries", report.Entries);
        json.WriteNumber("bytes", report.Bytes);
        json.WriteString("error", report.FormatError);
        json.WriteStartArray("damaged");
        foreach (var problem in report.Problems)
        {
            json.WriteStartObject();
            json.WriteString("name", problem.Name);
            json.WriteNumber("offset", problem.Offset);
            json.WriteString("status", JsonNamingPolicy.SnakeCaseLower.ConvertName(problem.Status.ToString()));
            json.WriteString("reason", problem.Explanation);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Print(TextWriter output, VerifyReport report)
    {
        if (report.FormatError is { } error)
        {
            output.WriteLine($"damaged: {error}");
            return;
        }

        foreach (var problem in report.Problems)
        {
            output.WriteLine($"damaged: {problem.Name}: {problem.Explanation}");
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Path}: {report.Entries} entries, {ByteSize.Format(report.Bytes)}: {(report.IsOk ? "every byte is right" : $"{report.Problems.Count} damaged")}"));
    }
}
