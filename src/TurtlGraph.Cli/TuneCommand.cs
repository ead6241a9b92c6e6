using System.CommandLine;
using TurtlGraph.Caching;

namespace TurtlGraph.Cli;

/// <summary><c>turtl tune</c>: which policy, weights and tiers fit a trace best, and what that gains.</summary>
internal sealed class TuneCommand
{
    private const string Description =
        """
        Works out from a trace which policy, weights and division among tiers fit it best within a budget, and writes them as options that the runtime loads (StreamingOptions.Load).

        Curves: every policy is run at sizes from a sixteenth of the budget to four times it. A trace longer than --requests is sampled by the hash of its objects; each point is then the mean of five independent
        samples, and its 95 % interval is told. Load cost is latency times misses plus missed bytes over bandwidth. What is best is what costs least, unless --objective says otherwise.

        A recording of the runtime (--format turtl) is also replayed through the runtime itself: with the best policies, and with weights of the adaptive policy that a search improves step by step. Then the replays
        decide, not the curves. Times, devices and bundles are as recorded. What prefetching brought is told too: precision (used of all prefetched), lead time, waste.
        """;

    private readonly Terminal _terminal;
    private readonly CancellationToken _interrupt;
    private readonly Option<string> _trace = TraceFile.Option();
    private readonly Option<string?> _format = TraceFile.Format();
    private readonly Option<string> _budget = CommandOptions.Checked(
        new Option<string>("--budget") { Description = "Memory for contents: bytes, KiB, MiB, GiB, k, M, G, or N% of the trace's footprint; of a trace without sizes so many objects.", HelpName = "BYTES", Required = true },
        text => CacheSize.TryParse(text, out _) ? null : "is no size above 0");

    private readonly Option<string> _policies = CommandOptions.Checked(
        new Option<string>("--policy") { Description = "Policies to look at, with commas between them; all without it.", HelpName = "P[,P]", DefaultValueFactory = _ => string.Join(',', CachePolicies.Names) },
        text => text.Split(',').All(name => CachePolicies.Names.Contains(name, StringComparer.Ordinal)) ? null : $"names a policy that is none of: {string.Join(", ", CachePolicies.Names)}");

    private readonly Option<string?> _current = CommandOptions.Checked(
        new Option<string?>("--current") { Description = "The policy to compare with. Default: the recorded one, else lru.", HelpName = "P" },
        text => KnownPolicies.Contains(text, StringComparer.Ordinal) ? null : $"is none of: {string.Join(", ", KnownPolicies)}");
    private readonly Option<string> _objective = new("--objective") { Description = "What is to be least: load cost, missed objects, or missed bytes.", HelpName = "cost|objects|bytes", DefaultValueFactory = _ => "cost" };
    private readonly Option<double?> _latency = Positive("--latency", "MS", "Milliseconds a load takes besides its transfer. Default: as recorded, else 0.2.");
    private readonly Option<string?> _bandwidth = Size("--bandwidth", "BYTES/s", "Bytes a second a load transfers. Default: as recorded, else 400M.");
    private readonly Option<string?> _disk = Size("--disk", "BYTES", "Size of a disk store between memory and the origin; then --latency and --bandwidth are the origin's. Default: none.");
    private readonly Option<double?> _diskLatency = Positive("--disk-latency", "MS", "Milliseconds a read from the disk store takes besides its transfer. Default: 0.2.");
    private readonly Option<string?> _diskBandwidth = Size("--disk-bandwidth", "BYTES/s", "Bytes a second of the disk store. Default: 400M.");
    private readonly Option<double?> _ratio = Positive("--compression", "X", "Raw bytes a compressed byte in memory. Default: what the recorded bundles have, else 1, which makes a compressed tier pointless.");
    private readonly Option<int> _requests = CommandOptions.Number("--requests", "Requests a point of a curve may cost; 0 for the default, 1000000.", int.MaxValue);
    private readonly Option<int> _replays = new("--replays") { Description = "Replays of a recording at most; 0 replays nothing.", HelpName = "N", DefaultValueFactory = _ => 16 };
    private readonly Option<string[]> _bundle = new("--bundle") { Description = "Where a recorded bundle lies now, told by its file name.", HelpName = "FILE" };
    private readonly Option<string?> _output = CommandOptions.Checked(
        new Option<string?>("--output", "-o") { Description = "The options to write.", HelpName = "FILE.json" },
        text => Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(text))) ? null : "lies in a folder that does not exist; make it first");
    private readonly Option<bool> _json = CommandOptions.Json();

    private TuneCommand(Terminal terminal, CancellationToken interrupt)
    {
        _terminal = terminal;
        _interrupt = interrupt;
        CommandOptions.OneOf(_objective, "cost", "objects", "bytes");
    }

    public static Command Create(Terminal terminal, CancellationToken interrupt)
    {
        var parts = new TuneCommand(terminal, interrupt);
        var command = new Command("tune", Description)
        {
            parts._trace, parts._format, parts._budget, parts._policies, parts._current, parts._objective, parts._latency, parts._bandwidth, parts._disk, parts._diskLatency, parts._diskBandwidth,
            parts._ratio, parts._requests, parts._replays, parts._bundle, parts._output, parts._json,
        };
        command.SetAction(parts.Run);
        return command;
    }

    private static IEnumerable<string> KnownPolicies => CachePolicies.Names.Union(EvictionPolicy.Names);

    private static Option<double?> Positive(string name, string value, string description) => CommandOptions.Checked(
        new Option<double?>(name) { Description = description, HelpName = value },
        text => double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) && number > 0 ? null : "is no number above 0");

    private static Option<string?> Size(string name, string value, string description) => CommandOptions.Checked(
        new Option<string?>(name) { Description = description, HelpName = value },
        text => ByteSize.TryParse(text, out var bytes) && bytes > 0 ? null : "is no size above 0");

    private static DeviceCost Device(double? milliseconds, string? bandwidth, DeviceCost usual) => new(
        milliseconds is { } time ? time / 1000 : usual.LatencySeconds,
        bandwidth is not null && ByteSize.TryParse(bandwidth, out var bytes) ? bytes : usual.BytesPerSecond);

    private int Run(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(_trace);
        var format = TraceFile.FormatOf(path, parsed.GetValue(_format));
        var recording = format == TraceFormat.Turtl ? TunedRecording.Open(path, parsed.GetValue(_bundle) ?? [], _interrupt) : null;
        var trace = TraceFile.Read(path, parsed.GetValue(_format), _interrupt);
        _ = CacheSize.TryParse(parsed.GetRequiredValue(_budget), out var budget);
        var plan = new TunePlan
        {
            Path = path,
            Trace = trace,
            Recording = recording,
            Unit = trace.HasSizes ? CacheUnit.Bytes : CacheUnit.Objects,
            Budget = budget.Resolve(trace, trace.HasSizes ? CacheUnit.Bytes : CacheUnit.Objects),
            Policies = parsed.GetRequiredValue(_policies).Split(','),
            Current = parsed.GetValue(_current) ?? recording?.Options?.EvictionPolicy ?? "lru",
            Objective = parsed.GetRequiredValue(_objective),
            Origin = Device(parsed.GetValue(_latency), parsed.GetValue(_bandwidth), recording?.Device ?? new DeviceCost(200e-6, 400e6)),
            Disk = Device(parsed.GetValue(_diskLatency), parsed.GetValue(_diskBandwidth), new DeviceCost(200e-6, 400e6)),
            DiskBytes = parsed.GetValue(_disk) is { } disk && ByteSize.TryParse(disk, out var diskBytes) ? diskBytes : 0,
            CompressionRatio = parsed.GetValue(_ratio) ?? recording?.CompressionRatio ?? 1,
            RequestsPerPoint = parsed.GetValue(_requests) is > 0 and var most ? Math.Max(1000, most) : 1_000_000,
            Replays = Math.Max(0, parsed.GetValue(_replays)),
        };
        var outcome = _terminal.WithProgress("tuning", view => TuneOutcome.Of(plan, view, _interrupt));
        if (parsed.GetValue(_output) is { } output)
        {
            File.WriteAllText(output, outcome.Options.ToJson() + "\n");
            outcome = outcome with { OptionsFile = output };
        }

        if (parsed.GetValue(_json))
        {
            JsonOutput.Write(_terminal.Out, json => TuneReport.Write(json, plan, outcome));
        }
        else
        {
            TuneReport.Print(_terminal.Out, plan, outcome);
        }

        return ExitCode.Ok;
    }
}
