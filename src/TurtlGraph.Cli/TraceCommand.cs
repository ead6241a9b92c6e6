using System.CommandLine;
using System.Globalization;
using System.IO.Compression;
using TurtlGraph.Caching;

namespace TurtlGraph.Cli;

/// <summary><c>turtl trace</c>: looks into recordings, converts them, and tells a runtime all of one again.</summary>
internal static class TraceCommand
{
    public static Command Create(Terminal terminal, CancellationToken interrupt) => new(
        "trace", "Looks into traces and recordings, converts them, and replays what a runtime was told. A game records with StreamingOptions.Recorder, the flythrough with --trace.")
    {
        TraceInfoCommand.Create(terminal, interrupt),
        Convert(terminal, interrupt),
        TraceReplayCommand.Create(terminal, interrupt),
    };

    /// <summary>The trace to look at, without an option before it.</summary>
    public static Argument<string> TraceArgument() => CommandOptions.NoOption(new Argument<string>("file")
    {
        Description = "The trace; a file whose name ends in .gz or .zst is decompressed.",
    });

    private static Command Convert(Terminal terminal, CancellationToken interrupt)
    {
        var file = TraceArgument();
        var output = CommandOptions.NoOption(new Argument<string>("output") { Description = "The file to write; a name that ends in .gz is compressed." });
        var from = TraceFile.Format();
        var to = TraceFile.Format("--to");
        to.Description = "How to write it. Without it the output's name tells. Formats without sizes or times lose them; a recording keeps its requests alone.";
        var command = new Command("convert", "Writes the requests of a trace in another format.") { file, output, from, to };
        command.SetAction(parsed =>
        {
            var (source, target) = (parsed.GetRequiredValue(file), parsed.GetRequiredValue(output));
            var format = TraceFile.FormatOf(target, parsed.GetValue(to));
            if (Path.GetFullPath(source) == Path.GetFullPath(target))
            {
                throw new UsageException($"'{target}' cannot be read and written at once; name another file");
            }

            var requests = TraceFile.ReadRequests(source, parsed.GetValue(from), interrupt);
            Write(requests, target, format);
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target}: {requests.Count:N0} requests, {ByteSize.Format(new FileInfo(target).Length)}"));
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Write(List<TraceRequest> requests, string path, TraceFormat format)
    {
        if (path.EndsWith(".zst", StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageException("turtl writes no .zst; take .gz, or compress it afterwards");
        }

        // What is there already stays as it is until the new file is whole; a device takes the bytes at once.
        var isDevice = path.StartsWith("/dev/", StringComparison.Ordinal);
        var unfinished = isDevice ? path : path + ".unfinished";
        try
        {
            using (Stream file = new FileStream(unfinished, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 128 << 10 }))
            using (var output = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionLevel.Optimal) : file)
            {
                TraceConversion.Write(requests, output, format);
            }

            if (!isDevice)
            {
                File.Move(unfinished, path, overwrite: true);
            }
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message.Replace($" (Parameter '{e.ParamName}')", "", StringComparison.Ordinal));
        }
        finally
        {
            if (!isDevice && File.Exists(unfinished))
            {
                File.Delete(unfinished);
            }
        }
    }
}
