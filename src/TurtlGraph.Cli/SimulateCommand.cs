using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using TurtlGraph.Caching;

namespace TurtlGraph.Cli;

/// <summary><c>turtl simulate</c>: what cache policies make of a trace.</summary>
internal sealed class SimulateCommand
{
    private static readonly string s_semantics =
        $"""
        Runs a trace of requests through cache policies: the same objects that the runtime evicts with.

        Semantics. The cache is cold at the first request, and every request counts: there is no warm-up. A hit is a request whose object is cached at that moment; every miss admits its object, except where a policy
        itself refuses (W-TinyLFU weighs the newcomer against its victim). An object that is larger than the cache, or than --max-object, is never admitted, whatever the policy: it misses and disturbs nothing.
        No policy has a rule of its own for large objects. With --unit objects each object takes one place, and its size counts in byte_miss_ratio alone. With --unit bytes an object takes the size its request
        told when it was admitted; requests with another size do not change that. Requests of size 0 are passed over. A trace without sizes has objects of size 1. arc counts each block of a run as one request.

        Policies: {string.Join(", ", CachePolicies.Names)}. LFU counts uses while an object is cached and evicts the least recently used among equals; clock2 and clock3 count to 3 and 7; belady knows the
        future and is a bound for objects of one size only. Equal commands give equal results.

        JSON: an array with an object for each policy and size: trace, policy, size (in the unit), unit, requests, hits, misses, miss_ratio (misses / requests), byte_miss_ratio (bytes of the misses / bytes of
        the requests), ns_per_request (the simulation alone, the trace already in memory; of a short trace the fastest of up to five passes).
        """;

    private const int MostPasses = 5;
    private static readonly TimeSpan s_enough = TimeSpan.FromSeconds(0.5);

    private readonly Terminal _terminal;
    private readonly CancellationToken _interrupt;
    private readonly Option<string> _trace = TraceFile.Option();
    private readonly Option<string?> _format = TraceFile.Format();
    private readonly Option<string> _policy = CommandOptions.Checked(
        new Option<string>("--policy")
        {
            Description = "Policies, with commas between them; all without it.",
            HelpName = "P[,P]",
            DefaultValueFactory = _ => string.Join(',', CachePolicies.Names),
        },
        text => Split(text).FirstOrDefault(name => !CachePolicies.Names.Contains(name, StringComparer.Ordinal)) is { } unknown
            ? $"names '{unknown}', which is none of: {string.Join(", ", CachePolicies.Names)}"
            : null);

    private readonly Option<string> _size = CommandOptions.Checked(
        new Option<string>("--size")
        {
            Description = "Sizes of the cache, with commas between them: objects; bytes, or KiB, MiB, GiB, k, M, G; or N% of the trace's footprint, which is its different objects, or their bytes together as each object's first request tells.",
            HelpName = "N[,N|%]",
            Required = true,
        },
        text => Split(text).FirstOrDefault(size => !CacheSize.TryParse(size, out _)) is { } wrong ? $"has '{wrong}', which is no number above 0 and no percentage" : null);

    private readonly Option<string> _unit = new("--unit")
    {
        Description = "What the sizes count.",
        HelpName = "objects|bytes",
        DefaultValueFactory = _ => "objects",
    };

    private readonly Option<string> _maxObject = CommandOptions.Checked(
        new Option<string>("--max-object")
        {
            Description = "Largest object that is admitted with --unit bytes: bytes, or N% of the cache's size.",
            HelpName = "SIZE|N%",
            DefaultValueFactory = _ => "100%",
        },
        text => CacheSize.TryParse(text, out var size) && size.Percent <= 100 ? null : "is no size and no percentage up to 100%");

    private readonly Option<int> _threads = CommandOptions.Number("--threads", "Simulations run at once; more than one makes ns_per_request unreliable. 0 is 1.", 256);
    private readonly Option<bool> _json = CommandOptions.Json();

    private SimulateCommand(Terminal terminal, CancellationToken interrupt)
    {
        _terminal = terminal;
        _interrupt = interrupt;
        CommandOptions.OneOf(_unit, "objects", "bytes");
    }

    public static Command Create(Terminal terminal, CancellationToken interrupt)
    {
        var parts = new SimulateCommand(terminal, interrupt);
        var command = new Command("simulate", s_semantics)
        {
            parts._trace, parts._format, parts._policy, parts._size, parts._unit, parts._maxObject, parts._threads, parts._json,
        };
        command.SetAction(parts.Run);
        return command;
    }

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.TrimEntries);

    private int Run(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(_trace);
        var trace = TraceFile.Read(path, parsed.GetValue(_format), _interrupt);
        var cells = Cells(parsed, trace);
        var results = _terminal.WithProgress("simulating", view => Simulate(trace, cells, Math.Max(1, parsed.GetValue(_threads)), view));
        if (parsed.GetValue(_json))
        {
            JsonOutput.WriteArray(_terminal.Out, results, (json, result) => Write(json, path, result));
        }
        else
        {
            Print(path, trace, results);
        }

        return ExitCode.Ok;
    }

    private List<SimulationCell> Cells(ParseResult parsed, CacheTrace trace)
    {
        var unit = parsed.GetValue(_unit) == "bytes" ? CacheUnit.Bytes : CacheUnit.Objects;
        _ = CacheSize.TryParse(parsed.GetRequiredValue(_maxObject), out var most);
        var cells = new List<SimulationCell>();
        foreach (var text in Split(parsed.GetRequiredValue(_size)))
        {
            _ = CacheSize.TryParse(text, out var wanted);
            var size = wanted.Resolve(trace, unit);
            var maxObject = unit == CacheUnit.Objects ? long.MaxValue : most.Percent > 0 ? (long)(size * most.Percent / 100) : most.Amount;
            cells.AddRange(Split(parsed.GetRequiredValue(_policy)).Select(policy => new SimulationCell { Policy = policy, Size = size, Unit = unit, MaxObject = maxObject }));
        }

        return cells;
    }

    private SimulationResult[] Simulate(CacheTrace trace, List<SimulationCell> cells, int threads, IProgressView view)
    {
        var simulator = new CacheSimulator(trace);
        var results = new SimulationResult[cells.Count];
        var done = 0;
        Parallel.For(0, cells.Count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = _interrupt }, cell =>
        {
            results[cell] = Fastest(simulator, cells[cell]);
            view.Show((double)Interlocked.Increment(ref done) / cells.Count, "");
        });
        return results;
    }

    /// <summary>The first pass of a short trace would measure the compiler.</summary>
    private SimulationResult Fastest(CacheSimulator simulator, SimulationCell cell)
    {
        var fastest = simulator.Run(cell, _interrupt);
        var spent = fastest.Elapsed;
        for (var pass = 1; pass < MostPasses && spent < s_enough; pass++)
        {
            var again = simulator.Run(cell, _interrupt);
            spent += again.Elapsed;
            fastest = again.Elapsed < fastest.Elapsed ? again : fastest;
        }

        return fastest;
    }

    private static void Write(Utf8JsonWriter json, string path, SimulationResult result)
    {
        json.WriteString("trace", path);
        json.WriteString("policy", result.Cell.Policy);
        json.WriteNumber("size", result.Cell.Size);
        json.WriteString("unit", result.Cell.Unit == CacheUnit.Bytes ? "bytes" : "objects");
        json.WriteNumber("requests", result.Requests);
        json.WriteNumber("hits", result.Hits);
        json.WriteNumber("misses", result.Misses);
        json.WriteNumber("miss_ratio", Math.Round(result.MissRatio, 6));
        json.WriteNumber("byte_miss_ratio", Math.Round(result.ByteMissRatio, 6));
        json.WriteNumber("ns_per_request", Math.Round(result.NanosecondsPerRequest, 1));
    }

    private void Print(string path, CacheTrace trace, SimulationResult[] results)
    {
        var culture = CultureInfo.InvariantCulture;
        _terminal.Out.WriteLine($"{path}: {TraceFile.Shown(trace)}");
        foreach (var size in results.GroupBy(result => result.Cell.Size))
        {
            _terminal.Out.WriteLine();
            _terminal.Out.WriteLine(string.Create(culture, $"cache of {size.Key:N0} {(size.First().Cell.Unit == CacheUnit.Bytes ? "bytes" : "objects")}"));
            _terminal.Out.WriteLine("policy       hits %  byte hits %  ns a request");
            foreach (var result in size)
            {
                _terminal.Out.WriteLine(string.Create(
                    culture, $"{result.Cell.Policy,-11} {100 * (1 - result.MissRatio),7:F2} {100 * (1 - result.ByteMissRatio),12:F2} {result.NanosecondsPerRequest,13:F1}"));
            }
        }
    }
}
