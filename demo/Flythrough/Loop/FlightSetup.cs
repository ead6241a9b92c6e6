using TurtlGraph.IO;
using TurtlGraph.Prediction;
using TurtlGraph.Streaming;

namespace TurtlGraph.Flythrough;

/// <summary>Everything a flight needs to begin, settled: what the command line left open has been chosen.</summary>
internal sealed record FlightSetup
{
    public required Scene Scene { get; init; }

    public required Route Route { get; init; }

    public required FlightOptions Options { get; init; }

    /// <summary>Time an update of the runtime may take.</summary>
    public static readonly TimeSpan FrameBudget = TimeSpan.FromMilliseconds(2);

    /// <summary>Part of the budget for compressed bytes; 0 lets the runtime choose.</summary>
    public long StagingBytes { get; init; }

    /// <summary>Need radius, metres.</summary>
    public required float Radius { get; init; }

    /// <summary>Puts something between the runtime and its device, a fault injector for instance; <see langword="null"/> for nothing.</summary>
    public Func<IByteSource, TimeProvider, IByteSource>? WrapSource { get; init; }

    /// <summary>Longest time one read may take; <see langword="null"/> for the runtime's default.</summary>
    public TimeSpan? ReadTimeout { get; init; }

    /// <summary>Whether the time is simulated.</summary>
    public bool IsVirtual => Options.Clock == FlightClock.Virtual;

    /// <summary>Seconds from frame to frame.</summary>
    public double FrameSeconds => 1.0 / Options.FramesPerSecond;

    /// <summary>Settles the options for a scene: plans the route where none was <paramref name="recorded"/>, chooses the radius.</summary>
    public static FlightSetup Create(Scene scene, FlightOptions options, Route? recorded)
    {
        double seconds = options.Seconds ?? FlightOptions.DefaultSeconds;
        return new FlightSetup
        {
            Scene = scene,
            Route = recorded ?? Route.From(FlightPlan.Create(scene.Area, scene.Ground, options.Seed, seconds), seconds),
            Options = options,
            Radius = (float)(options.Radius ?? scene.Area.DefaultRadius),
        };
    }

    /// <summary>The runtime's options on a clock and a source; <see langword="null"/> reads the disk as fast as it goes.</summary>
    public StreamingOptions StreamingOptions(TimeProvider clock, IByteSource? source)
    {
        StreamingOptions streaming = Options.RuntimeOptions is { } file ? Streaming.StreamingOptions.Load(file) : new();
        streaming.MemoryBudgetBytes = Options.Budget;
        streaming.StagingBytes = StagingBytes == 0 ? streaming.StagingBytes : Math.Clamp(StagingBytes, 1L << 20, 32L << 20);
        streaming.CompressedTierBytes = Options.Compressed ?? streaming.CompressedTierBytes;
        streaming.FrameBudget = FrameBudget;
        streaming.TargetFrameTime = TimeSpan.FromSeconds(FrameSeconds);
        streaming.Clock = clock;
        streaming.Source = source;
        streaming.SourceKind = Options.Source;
        streaming.Predictor = Options.Predictor;
        streaming.EvictionPolicy = Options.Policy;
        streaming.Oracle = new TrajectoryOracle(Route.Trajectory);
        // Urgent is what stands before the viewer, measured by how far this viewer sees.
        streaming.UrgencyDistances = [Radius * 0.04f, Radius * 0.2f, Radius * 0.5f];
        streaming.TraceCapacity = 1 << 17;
        streaming.Recorder = Options.Trace is null ? null : new TraceRecorder(Options.Trace);
        streaming.ReadTimeout = ReadTimeout ?? streaming.ReadTimeout;
        if (Options.Bandwidth is { } bandwidth)
        {
            streaming.BandwidthBytesPerSecond = bandwidth;
            streaming.MaxBandwidthBytesPerSecond = bandwidth;
            streaming.MinBandwidthBytesPerSecond = Math.Min(streaming.MinBandwidthBytesPerSecond, bandwidth);
        }

        return streaming;
    }

    /// <summary>The device to read from: a modelled one on the virtual clock or when a latency is asked for, else the disk itself.</summary>
    public IByteSource? CreateSource(TimeProvider clock)
    {
        const double VirtualLatencyMilliseconds = 0.2, VirtualBandwidth = 400e6;
        if (!IsVirtual && Options.Latency is null)
        {
            return WrapSource?.Invoke(ByteSources.Open(new ByteSourceOptions { Kind = Options.Source }), clock);
        }

        var device = new SimulatedByteSource(
            new DeviceModel
            {
                LatencySeconds = (Options.Latency ?? VirtualLatencyMilliseconds) / 1000.0,
                BytesPerSecond = Options.Bandwidth ?? (IsVirtual ? VirtualBandwidth : double.PositiveInfinity),
            },
            clock);
        return WrapSource is null ? device : WrapSource(device, clock);
    }
}
