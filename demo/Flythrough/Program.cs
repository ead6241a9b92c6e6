using Spectre.Console;
using TurtlGraph.Bundles;
using TurtlGraph.Prediction;

namespace TurtlGraph.Flythrough;

internal static class Program
{
    private static int Main(string[] args)
    {
        if (new CommandLine().Parse(args, Console.Out, Console.Error, out int exitCode) is not { } options)
        {
            return exitCode;
        }

        // When the JSON goes to standard output, nothing else does.
        TextWriter text = options.Json == "-" ? Console.Error : Console.Out;
        using CancellationTokenSource stop = new();
        Console.CancelKeyPress += (_, pressed) =>
        {
            // The first time the flight ends early and still reports; the second time the process goes.
            pressed.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        };
        try
        {
            return new Session(options, text, stop.Token).Run();
        }
        catch (ArgumentException e)
        {
            Console.Error.WriteLine(e.Message.ReplaceLineEndings(" "));
            return ExitCodes.Usage;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or BundleFormatException or TrajectoryFormatException or CodecUnavailableException)
        {
            Console.Error.WriteLine(e.Message.ReplaceLineEndings(" "));
            return ExitCodes.CannotOpen;
        }
    }
}
