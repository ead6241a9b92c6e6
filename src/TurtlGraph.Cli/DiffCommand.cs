using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using TurtlGraph.Bundles;

namespace TurtlGraph.Cli;

/// <summary><c>turtl diff</c>: the patch that makes one bundle of another.</summary>
internal static class DiffCommand
{
    public static Command Create(Terminal terminal, CancellationToken interrupt)
    {
        var old = CommandOptions.NoOption(new Argument<string>("old") { Description = "The bundle that players have." });
        var @new = CommandOptions.NoOption(new Argument<string>("new") { Description = "The bundle they shall have." });
        var output = new Option<string>("--output", "-o") { Description = "The patch to write; it appears when it is whole.", Required = true, HelpName = "PATCH.turtlp" };
        var json = CommandOptions.Json();
        var command = new Command("diff", "Writes a patch with the blocks of the new bundle that the old one does not have.") { old, @new, output, json };
        command.SetAction(parsed => Run(
            terminal, parsed.GetRequiredValue(old), parsed.GetRequiredValue(@new), parsed.GetRequiredValue(output), parsed.GetValue(json), interrupt));
        return command;
    }

    /// <summary>What a patch is made of.</summary>
    public static void Write(Utf8JsonWriter json, PatchReport report)
    {
        json.WriteNumber("old_bytes", report.OldBytes);
        json.WriteNumber("new_bytes", report.NewBytes);
        json.WriteNumber("patch_bytes", report.PatchBytes);
        json.WriteNumber("bytes_reused", report.BytesReused);
        json.WriteNumber("steps", report.Steps);
        json.WriteString("old_tables_blake3", report.OldTablesHash.ToString());
        json.WriteString("new_tables_blake3", report.NewTablesHash.ToString());
    }

    private static int Run(Terminal terminal, string old, string @new, string output, bool json, CancellationToken interrupt)
    {
        OutputFile.AllowPatch(output);
        var report = terminal.WithProgress("comparing", bar => BundlePatch.Create(old, @new, output, new ProgressRelay(bar, interrupt)));
        if (json)
        {
            JsonOutput.Write(terminal.Out, writer =>
            {
                writer.WriteString("patch", output);
                Write(writer, report.Patch);
                writer.WriteNumber("blocks_reused", report.BlocksReused);
                writer.WriteNumber("blocks_shipped", report.BlocksShipped);
            });
        }
        else
        {
            var patch = report.Patch;
            terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{output}: {ByteSize.Format(patch.PatchBytes)} to ship for {ByteSize.Format(patch.NewBytes)} ({100.0 * patch.PatchBytes / patch.NewBytes:F2} %); {report.BlocksShipped} blocks shipped, {report.BlocksReused} reused"));
        }

        return ExitCode.Ok;
    }
}
