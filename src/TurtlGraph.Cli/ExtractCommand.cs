using System.CommandLine;
using System.Globalization;
using TurtlGraph.Bundles;

namespace TurtlGraph.Cli;

/// <summary><c>turtl extract</c>: entries become files again, each verified first.</summary>
internal static class ExtractCommand
{
    public static Command Create(Terminal terminal, CancellationToken interrupt)
    {
        var bundle = CommandOptions.Bundle();
        var patterns = CommandOptions.Names("extract");
        var output = new Option<string>("--output", "-o") { Description = "The folder to write to; made when it is not there.", Required = true, HelpName = "FOLDER" };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace files that are already there." };
        var json = CommandOptions.Json();
        var command = new Command("extract", "Writes entries back to files. Every byte is verified; nothing is written outside the folder.") { bundle, patterns, output, overwrite, json };
        command.SetAction(parsed => Run(
            terminal, parsed.GetRequiredValue(bundle), parsed.GetValue(patterns) ?? [], parsed.GetRequiredValue(output), parsed.GetValue(overwrite), parsed.GetValue(json), interrupt));
        return command;
    }

    private static int Run(
        Terminal terminal, string path, string[] patterns, string output, bool overwrite, bool json, CancellationToken interrupt)
    {
        using var bundle = Bundle.Open(path);
        var selected = EntrySelection.Of(bundle, patterns).ToHashSet();
        var report = terminal.WithProgress(
            "extracting", view => BundleExtractor.Extract(bundle, output, overwrite, selected.Contains, new ProgressRelay(view, interrupt)));
        if (json)
        {
            JsonOutput.Write(terminal.Out, writer =>
            {
                writer.WriteString("bundle", path);
                writer.WriteString("folder", report.Folder);
                writer.WriteNumber("files", report.Files);
                writer.WriteNumber("bytes", report.Bytes);
                writer.WriteStartArray("damaged");
                foreach (var problem in report.Problems)
                {
                    writer.WriteStartObject();
                    writer.WriteString("name", problem.Name);
                    writer.WriteString("reason", problem.Explanation);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            });
        }
        else
        {
            foreach (var problem in report.Problems)
            {
                terminal.Out.WriteLine($"not extracted: {problem.Name}: {problem.Explanation}");
            }

            terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Folder}: {report.Files} files, {ByteSize.Format(report.Bytes)}{(report.IsOk ? "" : $"; {report.Problems.Count} not extracted")}"));
        }

        return report.IsOk ? ExitCode.Ok : ExitCode.Bad;
    }
}
