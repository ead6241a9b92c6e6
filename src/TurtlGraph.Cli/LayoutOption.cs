using System.CommandLine;
using TurtlGraph.Bundles;

namespace TurtlGraph.Cli;

/// <summary>
/// <c>--layout morton|graph|trace FILE</c>. The option takes one word; <c>trace</c> and its file are made one before the command line is
/// parsed, so that the file is never taken for the source nor the source for the file.
/// </summary>
internal static class LayoutOption
{
    private const string Name = "--layout";
    private const string Trace = "trace";

    private static readonly string[] s_words = ["morton", "graph"];

    public static Option<string> Create()
    {
        var option = new Option<string>(Name)
        {
            Description = "What lies side by side in the bundle: neighbours in space (morton); what only one asset needs, behind it (graph); what a "
                + "recorded trace wants together (trace FILE, or trace:FILE: a line 'seconds,asset name' for each access, as the flythrough writes with --record).",
            HelpName = "morton|graph|trace FILE",
            DefaultValueFactory = _ => s_words[0],
        };
        option.CompletionSources.Add([.. s_words, Trace]);
        return CommandOptions.Checked(option, text => s_words.Contains(text, StringComparer.Ordinal) || FileOf(text) is { Length: > 0 }
            ? null
            : text == Trace || FileOf(text) is not null ? "needs the recorded file: trace FILE" : "is not one of: morton, graph, trace FILE");
    }

    /// <summary>Makes one word of <c>trace FILE</c> where it follows the option.</summary>
    public static string[] Join(string[] args)
    {
        var joined = new List<string>(args.Length);
        for (var i = 0; i < args.Length; i++)
        {
            var isTrace = args[i] == $"{Name}={Trace}" || args[i] == $"{Name}:{Trace}" || (args[i] == Trace && i > 0 && args[i - 1] == Name);
            if (isTrace && i + 1 < args.Length && args[i + 1] is [not '-', ..])
            {
                joined.Add($"{args[i]}:{args[++i]}");
            }
            else
            {
                joined.Add(args[i]);
            }
        }

        return [.. joined];
    }

    /// <summary>Reads what was given; a trace is loaded.</summary>
    public static (PayloadLayout Layout, AccessTrace? Trace) Read(string text) => FileOf(text) is { } file
        ? (PayloadLayout.Trace, AccessTrace.Load(file))
        : (Enum.Parse<PayloadLayout>(text, ignoreCase: true), null);

    private static string? FileOf(string text) => text.StartsWith(Trace + ":", StringComparison.Ordinal) ? text[(Trace.Length + 1)..] : null;
}
