using System.Diagnostics;
using System.Globalization;

namespace TurtlGraph.Benchmarks;

/// <summary>The command <c>--quick NAME [--json FILE|-] [--directory DIR]</c>. Missed goals are said, and are no failure of the command.</summary>
internal static class QuickCommand
{
    private const int Success = 0;
    private const int BadArguments = 2;

    public static int Run(string[] arguments)
    {
        if (Parse(arguments, out var name, out var json) is { } mistake)
        {
            return Fail(mistake);
        }

        if (QuickSuites.Find(name) is not { } suite)
        {
            return Fail($"There is no quick suite named '{name}'. Known names: {QuickSuites.Names}.");
        }

        // With JSON on standard output, the table goes to standard error so that the output stays parseable.
        var text = json == "-" ? Console.Error : Console.Out;
        text.WriteLine($"{suite.Name}: {suite.Description}");
        var clock = Stopwatch.StartNew();
        var table = new QuickTable(text);
        var measures = new List<Measure>();
        foreach (var measure in suite.Run())
        {
            table.Write(measure);
            measures.Add(measure);
        }

        var missed = measures.Count(measure => measure.Met == false);
        text.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{measures.Count} measures in {clock.Elapsed.TotalSeconds:0.0} s; goals met {measures.Count(measure => measure.Met == true)}, missed {missed}."));
        if (json is not null)
        {
            QuickJson.Write(measures, json);
        }

        return Success;
    }

    private static string? Parse(string[] arguments, out string name, out string? json)
    {
        name = "";
        json = null;
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (i + 1 == arguments.Length || (arguments[i + 1].StartsWith('-') && arguments[i + 1] != "-"))
            {
                return $"'{arguments[i]}' needs a value.";
            }

            switch (arguments[i])
            {
                case "--quick":
                    name = arguments[i + 1];
                    break;
                case "--json":
                    json = arguments[i + 1];
                    break;
                case "--directory":
                    if (!Directory.Exists(arguments[i + 1]))
                    {
                        return $"There is no folder '{arguments[i + 1]}'.";
                    }

                    IoFile.Folder = arguments[i + 1];
                    break;
                default:
                    return $"Unknown option '{arguments[i]}'.";
            }
        }

        return null;
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        Console.Error.WriteLine($"Usage: --quick NAME [--json FILE|-] [--directory DIR], NAME one of: {QuickSuites.Names}");
        return BadArguments;
    }
}
