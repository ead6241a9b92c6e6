using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using TurtlGraph.Caching;
using TurtlGraph.Streaming;

namespace TurtlGraph.Flythrough;

/// <summary>The command line: options, their units, their checks. The names never change.</summary>
internal sealed class CommandLine
{
    private static readonly IEnumerable<string> s_policies = EvictionPolicy.Names.Union(CachePolicies.OnlineNames);

    private readonly Option<string?> _world = Text("--world", "FILE", "Bundle to fly through (*.turtl). Default: a generated world of 16 x 16 km, made once and cached.");
    private readonly Option<string?> _trajectory = Text("--trajectory", "FILE.csv", "Path to follow: CSV t,x,y,z[,yaw[,pitch]] in seconds, metres (y up), degrees; gaps and teleports are legal. Default: a seeded path.");
    private readonly Option<double?> _seconds = Number("--seconds", "S", "Length of the flight in seconds. Default: 60, or the whole trajectory.", 0.1, 86_400);
    private readonly Option<double?> _fps = Number("--fps", "N", "Frames a second. Default: 60.", 1, 1000);
    private readonly Option<long?> _budget = Bytes("--budget", "BYTES", "Memory the runtime may use: bytes, or with KiB, MiB, GiB (1024) or k, M, G (1000). Default: 256MiB.", 4L << 20, 1L << 40);
    private readonly Option<long?> _compressed = Bytes("--compressed", "BYTES", "Part of the budget in which what has left memory is kept compressed; 64KiB to half of the budget, suffixes as there. Default: none.", 64 << 10, 1L << 39);
    private readonly Option<long?> _bandwidth = Bytes("--bandwidth", "BYTES/s", "Most bytes read a second, suffixes as for --budget. Default: chosen by the runtime on the real clock, 400M on the virtual.", 1000, long.MaxValue);
    private readonly Option<double?> _latency = Number("--latency", "MS", "Milliseconds each read takes besides its transfer. Default: the disk's own on the real clock, 0.2 on the virtual.", 0, 60_000);
    private readonly Option<string?> _clock = Choice("--clock", "real|virtual", "real: wall time and the disk. virtual: as fast as possible on a simulated device, the same figures every time. Default: real.", ["real", "virtual"]);
    private readonly Option<string?> _source = Choice("--source", string.Join('|', SourceNames.All), "Which way the disk is read on the real clock; what the system refuses is replaced by what it allows. Default: auto, the best there is.", SourceNames.All);
    private readonly Option<string?> _predictor = Text("--predictor", "none|spatial|oracle", "What guesses the assets needed next; oracle knows the path. Default: spatial.");
    private readonly Option<string?> _policy = Text("--policy", "NAME", $"What decides which assets leave memory: {string.Join(", ", s_policies)}. Default: adaptive.");
    private readonly Option<double?> _radius = Number("--radius", "M", "Metres within which assets are needed. Default: the lesser of 2500 and 16 % of the world's width.", 0.01, 1e6);
    private readonly Option<double?> _fov = Number("--fov", "DEG", "Full angle of the view cone in degrees. Default: 110.", 1, 360);
    private readonly Option<uint?> _seed = new("--seed") { HelpName = "N", Description = "Seed of the generated world and of the path, 0 to 4294967295. Default: 1.", CustomParser = ParseSeed };
    private readonly Option<bool> _headless = new("--headless") { Description = "No live view: a line every few seconds, then the summary." };
    private readonly Option<string?> _json = Text("--json", "FILE|-", "Write all figures as JSON; - is standard output, and then all else goes to standard error.");
    private readonly Option<string?> _record = Text("--record", "FILE.csv", "Write when the flight begins to need each asset: lines 'seconds,asset name', which 'turtl pack --layout trace FILE.csv' lays a bundle out by.");
    private readonly Option<string?> _trace = Text("--trace", "FILE.turtltrace", "Record all that the runtime is told and decides, for 'turtl trace', 'turtl simulate' and 'turtl tune'.");
    private readonly Option<string?> _options = Text("--options", "FILE.json", "Options of the runtime to begin with, as 'turtl tune' writes them; what this command line says comes after them.");
    private readonly RootCommand _root;

    public CommandLine()
    {
        _root = new RootCommand("Flies through an open world that is streamed by TurtlGraph, and measures what it promises. Exit code: 0 all promises held, 1 one was broken, 2 wrong usage, 3 a file cannot be opened, 130 interrupted before the flight.")
        {
            _world, _trajectory, _seconds, _fps, _budget, _compressed, _bandwidth, _latency, _clock, _source, _predictor, _policy, _radius, _fov, _seed, _headless, _json, _record, _trace, _options,
        };
    }

    /// <summary>
    /// Reads the arguments. <see langword="null"/> with <paramref name="exitCode"/> set when there is nothing to fly: help was
    /// printed to <paramref name="output"/>, or one line of error to <paramref name="error"/>.
    /// </summary>
    public FlightOptions? Parse(string[] args, TextWriter output, TextWriter error, out int exitCode)
    {
        ParseResult result = _root.Parse(args);
        if (result.Errors.Count > 0)
        {
            error.WriteLine($"{result.Errors[0].Message.ReplaceLineEndings(" ")} Try --help.");
            exitCode = ExitCodes.Usage;
            return null;
        }

        if (result.Action is not null)
        {
            exitCode = result.Invoke(new InvocationConfiguration { Output = output, Error = error });
            return null;
        }

        exitCode = ExitCodes.Success;
        try
        {
            return Read(result);
        }
        catch (JsonException e)
        {
            error.WriteLine($"--options: {e.Message.ReplaceLineEndings(" ")} Try --help.");
            exitCode = ExitCodes.Usage;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"--options: {e.Message.ReplaceLineEndings(" ")}");
            exitCode = ExitCodes.CannotOpen;
        }

        return null;
    }

    private FlightOptions Read(ParseResult result)
    {
        FlightOptions defaults = new();
        if (result.GetValue(_options) is { } file)
        {
            StreamingOptions tuned = StreamingOptions.Load(file);
            defaults = defaults with { Budget = tuned.MemoryBudgetBytes, Policy = tuned.EvictionPolicy, Predictor = tuned.Predictor };
        }

        return new FlightOptions
        {
            World = result.GetValue(_world),
            Trajectory = result.GetValue(_trajectory),
            Seconds = result.GetValue(_seconds),
            FramesPerSecond = result.GetValue(_fps) ?? defaults.FramesPerSecond,
            Budget = result.GetValue(_budget) ?? defaults.Budget,
            Compressed = result.GetValue(_compressed),
            Bandwidth = result.GetValue(_bandwidth),
            Latency = result.GetValue(_latency),
            Clock = result.GetValue(_clock) == "virtual" ? FlightClock.Virtual : FlightClock.Real,
            Source = SourceNames.Parse(result.GetValue(_source)),
            Predictor = result.GetValue(_predictor) ?? defaults.Predictor,
            Policy = result.GetValue(_policy) ?? defaults.Policy,
            Radius = result.GetValue(_radius),
            FieldOfView = result.GetValue(_fov) ?? defaults.FieldOfView,
            Seed = result.GetValue(_seed) ?? defaults.Seed,
            Headless = result.GetValue(_headless),
            Json = result.GetValue(_json),
            Record = result.GetValue(_record),
            Trace = result.GetValue(_trace),
            RuntimeOptions = result.GetValue(_options),
        };
    }

    private static Option<string?> Text(string name, string value, string help) => new(name) { HelpName = value, Description = help };

    private static Option<string?> Choice(string name, string value, string help, string[] choices) => new(name)
    {
        HelpName = value, Description = help,
        CustomParser = argument =>
        {
            string text = argument.Tokens[0].Value;
            if (!choices.Contains(text, StringComparer.Ordinal))
            {
                argument.AddError($"{name} {text}: must be {string.Join(" or ", choices)}.");
            }

            return text;
        },
    };

    private static Option<double?> Number(string name, string value, string help, double least, double most) => new(name)
    {
        HelpName = value, Description = help,
        CustomParser = argument =>
        {
            string text = argument.Tokens[0].Value;
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !(number >= least && number <= most))
            {
                argument.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} {text}: must be a number from {least} to {most}."));
            }

            return number;
        },
    };

    private static Option<long?> Bytes(string name, string value, string help, long least, long most) => new(name)
    {
        HelpName = value, Description = help,
        CustomParser = argument =>
        {
            string text = argument.Tokens[0].Value;
            bool isSize = ByteSize.TryParse(text, out long bytes);
            if (isSize && bytes > most)
            {
                argument.AddError($"{name} {text}: must be a size of at most {ByteSize.Format(most)}.");
            }
            else if (!isSize || bytes < least)
            {
                argument.AddError($"{name} {text}: must be a size of at least {ByteSize.Format(least)}, such as 268435456, 256MiB or 300M.");
            }

            return bytes;
        },
    };

    private static uint? ParseSeed(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (!uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint seed))
        {
            argument.AddError($"--seed {text}: must be a whole number from 0 to 4294967295.");
        }

        return seed;
    }
}
