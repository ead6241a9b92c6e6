using System.Globalization;
using System.Runtime;
using Spectre.Console;
using TurtlGraph.Bundles;
using TurtlGraph.IO;
using TurtlGraph.Prediction;
using TurtlGraph.Streaming;

namespace TurtlGraph.Flythrough;

/// <summary>One run of the program: opens the world, flies, shows, reports.</summary>
internal sealed class Session
{
    private readonly FlightOptions _options;
    private readonly CancellationToken _stop;
    private readonly TextWriter _text;
    private readonly IAnsiConsole _console;
    private readonly bool _isLive;

    /// <summary>Prepares a run that writes to <paramref name="text"/>.</summary>
    public Session(FlightOptions options, TextWriter text, CancellationToken stop)
    {
        (_options, _text, _stop) = (options, text, stop);
        bool redirected = options.Json == "-" ? Console.IsErrorRedirected : Console.IsOutputRedirected;
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(text),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        _isLive = !options.Headless && !redirected && _console.Profile.Capabilities is { Interactive: true, Ansi: true };
        if (redirected)
        {
            // A file has no width; do not fold the table into 80 columns.
            _console.Profile.Width = 160;
        }
    }

    /// <summary>Runs to the end and returns the exit code.</summary>
    /// <exception cref="OperationCanceledException">It was stopped before the flight began.</exception>
    public int Run()
    {
        // What can be found wrong is found before a world is made.
        CheckTarget("--json", _options.Json == "-" ? null : _options.Json);
        CheckTarget("--record", _options.Record);
        CheckTarget("--trace", _options.Trace);
        CheckNames();
        Route? recorded = _options.Trajectory is { } file ? Route.Load(file, _options.Seconds) : null;
        using Scene scene = OpenScene();
        FlightSetup setup = FlightSetup.Create(scene, _options, recorded);
        _text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{scene.Bundle.Path}: {scene.Bundle.Count} assets; warming up"));
        if (!scene.HasPositions)
        {
            _text.WriteLine("No asset has a position, so none will be needed: give positions in a manifest ('turtl pack --help').");
        }

        GameLoop.Rehearse(setup, _stop);
        _stop.ThrowIfCancellationRequested();
        LiveBoard board = new();
        AccessRecorder? recorder = _options.Record is null ? null : new AccessRecorder(scene.Bundle);
        using GameLoop loop = new(setup, board, recorder);
        FlightReport report = Fly(loop, board);
        IReadOnlyList<Promise> promises = Promise.Judge(report);
        Summary.Write(_console, report, promises);
        WriteJson(report);
        recorder?.Save(_options.Record!);
        return promises.Any(p => p.Held == false) ? ExitCodes.PromiseBroken : ExitCodes.Success;
    }

    private FlightReport Fly(GameLoop loop, LiveBoard board)
    {
        IFlightView view = _isLive ? new TerminalView(_console) : new LineView(_text);
        using CancellationTokenSource landed = new();
        Thread viewThread = new(() => view.Show(board, landed.Token)) { IsBackground = true, Name = "view", Priority = ThreadPriority.BelowNormal };
        viewThread.Start();
        // What was needed to open the world is garbage now; the flight begins without it.
        GC.Collect();
        GCSettings.LatencyMode = GCLatencyMode.SustainedLowLatency;
        try
        {
            return loop.Fly(_stop);
        }
        finally
        {
            landed.Cancel();
            viewThread.Join();
        }
    }

    private Scene OpenScene()
    {
        if (_options.World is { } file)
        {
            return Scene.Open(file);
        }

        WorldShape shape = new() { Seed = _options.Seed };
        WorldCache cache = WorldCache.ForUser();
        if (cache.Has(shape))
        {
            return Scene.Generated(shape, cache, progress: null);
        }

        _text.WriteLine($"Making a world of {shape.Metres / 1000:f0} x {shape.Metres / 1000:f0} km, once: {cache.PathOf(shape)}");
        return _isLive ? _console.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .Start(context => Scene.Generated(shape, cache, new WorldProgress(context.AddTask("packing"), _stop))) : Scene.Generated(shape, cache, new WorldProgress(task: null, _stop));
    }

    /// <summary>Finds out before the flight, not after it, that a file cannot be written.</summary>
    private static void CheckTarget(string option, string? file)
    {
        if (file is null)
        {
            return;
        }

        if (file.Length == 0 || Directory.Exists(file))
        {
            throw new ArgumentException($"{option} '{file}': must be a file{(option == "--json" ? ", or - for standard output" : "")}.");
        }

        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder && !Directory.Exists(folder))
        {
            throw new ArgumentException($"{option} {file}: there is no folder '{folder}'.");
        }
    }

    /// <summary>Lets the runtime itself judge the names of predictor and policy.</summary>
    private void CheckNames()
    {
        VirtualClock clock = new();
        new AssetRuntime(new StreamingOptions
        {
            Clock = clock,
            Source = new SimulatedByteSource(new DeviceModel(), clock),
            Predictor = _options.Predictor,
            EvictionPolicy = _options.Policy,
            Oracle = new TrajectoryOracle(new Trajectory([default])),
        }).Dispose();
    }

    private void WriteJson(FlightReport report)
    {
        if (_options.Json == "-")
        {
            Console.Out.WriteLine(ReportJson.Write(report));
        }
        else if (_options.Json is { } file)
        {
            File.WriteAllText(file, ReportJson.Write(report) + "\n");
        }
    }

    /// <summary>Shows the making of a world, where there is a bar to show it on, and ends it when it is to stop.</summary>
    private sealed class WorldProgress(ProgressTask? task, CancellationToken stop) : IProgress<PackProgress>
    {
        public void Report(PackProgress value)
        {
            stop.ThrowIfCancellationRequested();
            if (task is not null)
            {
                task.MaxValue = value.EntriesTotal;
                task.Value = value.EntriesDone;
            }
        }
    }
}
