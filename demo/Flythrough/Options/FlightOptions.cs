using TurtlGraph.IO;

namespace TurtlGraph.Flythrough;

/// <summary>What the command line asked for. A <see langword="null"/> is chosen from the world or the clock.</summary>
internal sealed record FlightOptions
{
    public const double DefaultSeconds = 60;

    /// <summary>Bundle to fly through; <see langword="null"/> for the generated world.</summary>
    public string? World { get; init; }

    /// <summary>CSV to follow; <see langword="null"/> for the seeded path.</summary>
    public string? Trajectory { get; init; }

    /// <summary>Length of the flight, seconds; <see langword="null"/>: 60, or the whole trajectory.</summary>
    public double? Seconds { get; init; }

    public double FramesPerSecond { get; init; } = 60;

    /// <summary>Memory budget, bytes.</summary>
    public long Budget { get; init; } = 256L << 20;

    /// <summary>Part of the budget for the compressed tier, bytes; <see langword="null"/>: the runtime's own default.</summary>
    public long? Compressed { get; init; }

    /// <summary>Bytes a second that may be read; <see langword="null"/>: the runtime's own default and feedback.</summary>
    public long? Bandwidth { get; init; }

    /// <summary>Added or modelled time for each read, milliseconds; <see langword="null"/>: none on the real clock, 0.2 on the virtual.</summary>
    public double? Latency { get; init; }

    public FlightClock Clock { get; init; } = FlightClock.Real;

    /// <summary>Which way files are read on the real clock.</summary>
    public ByteSourceKind Source { get; init; }

    public string Predictor { get; init; } = "spatial";

    public string Policy { get; init; } = "adaptive";

    /// <summary>Need radius, metres; <see langword="null"/>: the lesser of 2500 and 16 % of the world's width.</summary>
    public double? Radius { get; init; }

    /// <summary>Full angle of the view cone, degrees.</summary>
    public double FieldOfView { get; init; } = 110;

    public uint Seed { get; init; } = 1;

    /// <summary>No live view, only lines of text.</summary>
    public bool Headless { get; init; }

    /// <summary>Where the JSON goes; <c>-</c> is standard output; <see langword="null"/>: nowhere.</summary>
    public string? Json { get; init; }

    /// <summary>Where the trace of accesses goes; <see langword="null"/>: nowhere.</summary>
    public string? Record { get; init; }

    /// <summary>Where the recording of the runtime goes; <see langword="null"/>: nowhere.</summary>
    public string? Trace { get; init; }

    /// <summary>File of the runtime's options to begin with; <see langword="null"/>: its defaults.</summary>
    public string? RuntimeOptions { get; init; }
}
