using TurtlGraph.Bundles;
using TurtlGraph.Memory;
using TurtlGraph.Prediction;

namespace TurtlGraph.Flythrough;

internal static class Program
{
    private static int Main(string[] args)
    {
        int code = Run(args, Console.Out, out string error);
        Console.Error.Write(error);
        return code;
    }

    /// <summary>Runs the program; what went wrong, if anything, is one line in <paramref name="error"/>.</summary>
    internal static int Run(string[] args, TextWriter output, out string error)
    {
        using StringWriter errors = new();
        if (new CommandLine().Parse(args, output, errors, out int exitCode) is not { } options)
        {
            error = errors.ToString();
            return exitCode;
        }

        using CancellationTokenSource stop = new();
        ConsoleCancelEventHandler end = (_, pressed) =>
        {
            // The first time a flight ends early and still reports, and the making of a world ends; the second time the process goes.
            pressed.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        };
        Console.CancelKeyPress += end;
        try
        {
            error = "";
            // When the JSON goes to standard output, nothing else does.
            return new Session(options, options.Json == "-" ? Console.Error : output, stop.Token).Run();
        }
        catch (OperationCanceledException)
        {
            error = "interrupted" + Environment.NewLine;
            return ExitCodes.Interrupted;
        }
        catch (ArgumentException e)
        {
            error = OneLine(e);
            return ExitCodes.Usage;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or BundleFormatException or TrajectoryFormatException or CodecUnavailableException or MappingException)
        {
            error = OneLine(e);
            return ExitCodes.CannotOpen;
        }
        finally
        {
            Console.CancelKeyPress -= end;
        }
    }

    private static string OneLine(Exception e)
    {
        // The name of a parameter says nothing to who runs the program.
        string parameter = e is ArgumentException { ParamName: { } name } ? $" (Parameter '{name}')" : "";
        string message = parameter.Length > 0 ? e.Message.Replace(parameter, "", StringComparison.Ordinal) : e.Message;
        return message.ReplaceLineEndings(" ") + Environment.NewLine;
    }
}
