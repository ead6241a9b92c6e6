using System.CommandLine;
using System.CommandLine.Parsing;
using TurtlGraph.Bundles;
using TurtlGraph.Caching;

namespace TurtlGraph.Cli;

/// <summary>The command line of the tool: parses it, runs the command, turns failures into one line and an exit code.</summary>
internal static class TurtlApp
{
    private const string Codes =
        "Exit codes: 0 done; 1 what was checked is bad; 2 wrong usage; 3 a file could not be read or written; 130 interrupted.";

    public static int Run(string[] args, Terminal terminal, CancellationToken interrupt = default)
    {
        var parsed = Build(terminal, interrupt).Parse(LayoutOption.Join(args));
        if (parsed.Errors.Count > 0)
        {
            var reason = parsed.UnmatchedTokens.Count > 0
                ? $"there is no command or option '{parsed.UnmatchedTokens[0]}'"
                : parsed.Errors[0].Message.TrimEnd('.');
            return Fail(terminal, ExitCode.Usage, $"{reason}; see '{Name(parsed)} --help'");
        }

        parsed.CommandResult.Command.Description += $"\n\n{Codes}";
        try
        {
            var code = parsed.Invoke(new InvocationConfiguration
            {
                Output = terminal.Out,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
            terminal.Out.Flush();
            return code;
        }
        catch (UsageException e)
        {
            return Fail(terminal, ExitCode.Usage, $"{e.Message}; see '{Name(parsed)} --help'");
        }
        catch (OperationCanceledException)
        {
            return Fail(terminal, ExitCode.Interrupted, "interrupted");
        }
        catch (Exception e) when (e is PatchFormatException or PatchMismatchException or UntrustedBundleException or TraceFormatException)
        {
            return Fail(terminal, ExitCode.Bad, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CodecUnavailableException)
        {
            return Fail(terminal, ExitCode.InputOutput, e.Message);
        }
    }

    private static RootCommand Build(Terminal terminal, CancellationToken interrupt) =>
        new("turtl packs game assets into bundles, looks into them, and shows what memory they take.")
        {
            PackCommand.Create(terminal, interrupt),
            ListCommand.Create(terminal),
            InspectCommand.Create(terminal),
            VerifyCommand.Create(terminal, interrupt),
            ExtractCommand.Create(terminal, interrupt),
            DiffCommand.Create(terminal, interrupt),
            ApplyCommand.Create(terminal, interrupt),
            KeygenCommand.Create(terminal),
            SignCommand.Create(terminal),
            MemoryCommand.Create(terminal, interrupt),
            SimulateCommand.Create(terminal, interrupt),
            TraceCommand.Create(terminal, interrupt),
            TuneCommand.Create(terminal, interrupt),
            StoreCommand.Create(terminal, interrupt),
        };

    private static string Name(ParseResult parsed)
    {
        var name = "";
        for (var result = parsed.CommandResult; result is { Command: not RootCommand }; result = result.Parent as CommandResult)
        {
            name = $" {result.Command.Name}{name}";
        }

        return "turtl" + name;
    }

    private static int Fail(Terminal terminal, int code, string reason)
    {
        terminal.Error.WriteLine($"turtl: {reason.ReplaceLineEndings(" ")}");
        return code;
    }
}
