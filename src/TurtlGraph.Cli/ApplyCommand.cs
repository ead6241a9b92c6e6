using System.CommandLine;
using System.Globalization;
using TurtlGraph.Bundles;

namespace TurtlGraph.Cli;

/// <summary><c>turtl apply</c>: an old bundle and a patch make the new bundle.</summary>
internal static class ApplyCommand
{
    public static Command Create(Terminal terminal, CancellationToken interrupt)
    {
        var old = CommandOptions.NoOption(new Argument<string>("old") { Description = "The bundle the patch was made for." });
        var patch = CommandOptions.NoOption(new Argument<string>("patch") { Description = "The patch, a .turtlp file." });
        var output = new Option<string>("--output", "-o") { Description = "The new bundle; may be the old one, which is replaced when the new one is whole.", Required = true, HelpName = "FILE" };
        var keys = SignOptions.TrustedKeys();
        var json = CommandOptions.Json();
        var command = new Command("apply", "Makes the new bundle, checks it to the last byte, and only then lets it appear.") { old, patch, output, keys, json };
        command.SetAction(parsed => Run(
            terminal, parsed.GetRequiredValue(old), parsed.GetRequiredValue(patch), parsed.GetRequiredValue(output), parsed.GetValue(keys), parsed.GetValue(json), interrupt));
        return command;
    }

    private static int Run(Terminal terminal, string old, string patch, string output, string[]? keys, bool json, CancellationToken interrupt)
    {
        OutputFile.AllowBundle(output);
        var options = new PatchApplyOptions { OpenOptions = SignOptions.Trust(keys) };
        var report = terminal.WithProgress("patching", bar => BundlePatch.Apply(old, patch, output, options, new ProgressRelay(bar, interrupt)));
        if (json)
        {
            JsonOutput.Write(terminal.Out, writer =>
            {
                writer.WriteString("bundle", output);
                DiffCommand.Write(writer, report);
            });
        }
        else
        {
            terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{output}: {ByteSize.Format(report.NewBytes)}, of which {ByteSize.Format(report.BytesReused)} come from {old}; every byte is right"));
        }

        return ExitCode.Ok;
    }
}
