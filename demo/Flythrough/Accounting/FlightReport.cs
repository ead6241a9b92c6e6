namespace TurtlGraph.Flythrough;

/// <summary>All figures of a flight; the names of its members, in snake case, are the fields of the JSON.</summary>
internal sealed record FlightReport
{
    /// <summary>Updates made.</summary>
    public required long Frames { get; init; }

    /// <summary>Time flown on the flight's clock.</summary>
    public required double Seconds { get; init; }

    /// <summary>Wall time of an update, microseconds.</summary>
    public required FrameMicroseconds FrameUs { get; init; }

    /// <summary>What an update may take, microseconds.</summary>
    public required double FrameBudgetUs { get; init; }

    /// <summary>Updates over their budget, without those in <see cref="PreemptedFrames"/>.</summary>
    public required long OverBudgetFrames { get; init; }

    /// <summary>Updates over their budget only because the machine took the processor away.</summary>
    public required long PreemptedFrames { get; init; }

    /// <summary>Managed bytes the game thread allocated for each frame once warm, the game loop included.</summary>
    public required double GcBytesPerFrame { get; init; }

    /// <summary>Managed bytes all threads allocated for each frame once warm, the terminal view included.</summary>
    public required double GcBytesPerFrameProcess { get; init; }

    /// <summary>Garbage collections once warm.</summary>
    public required int GcCollections { get; init; }

    public required long NeededAssetFrames { get; init; }

    public required long ResidentAssetFrames { get; init; }

    public required double NeedHitRatio { get; init; }

    public required LateMilliseconds LateMs { get; init; }

    public required long LostWhileNeeded { get; init; }

    /// <summary>Reads handed to the source.</summary>
    public long Reads { get; init; }

    /// <summary>Stored bytes read from the source.</summary>
    public required long BytesRead { get; init; }

    public required long BytesNeeded { get; init; }

    public required long BytesWasted { get; init; }

    public required PrefetchFigures Prefetch { get; init; }

    public required long PeakMemoryBytes { get; init; }

    public required long MemoryBudgetBytes { get; init; }

    public required long BudgetViolations { get; init; }

    /// <summary>What the flight cost in memory, by tier and owner.</summary>
    public FlightMemory? Memory { get; init; }

    public required RequestFigures Requests { get; init; }

    /// <summary>The first asset that failed, by itself rather than for a dependency, and why; <see langword="null"/> when none did.</summary>
    public string? FirstFailure { get; init; }

    public required long Evictions { get; init; }

    public required long Rescued { get; init; }

    /// <summary>What the compressed tier did; <see langword="null"/> without one.</summary>
    public CompressedFigures? Compressed { get; init; }

    /// <summary>Payloads that did not match their hash; each was dropped and read again or failed, none was served.</summary>
    public required long VerifyFailures { get; init; }

    /// <summary>Assets whose bytes the game could have although they were wrong: spot checks of what was served against the bundle's hashes.</summary>
    public long WrongBytesServed { get; init; }

    /// <summary>Spot checks made.</summary>
    public long ServedChecks { get; init; }

    /// <summary>Decisions of the runtime that were read from its trace.</summary>
    public long TraceEvents { get; init; }

    /// <summary>Decisions that the trace had no room for.</summary>
    public long TraceDropped { get; init; }

    /// <summary>One number over all decisions: two runs on the virtual clock that agree in it decided the same.</summary>
    public string TraceHash { get; init; } = "";

    /// <summary>What each of the runtime's systems took, in their order.</summary>
    public IReadOnlyList<SystemFigures> Systems { get; init; } = [];

    public required FlightConfig Config { get; init; }
}

/// <summary>Wall time of one system, microseconds; how often it left work for the next frame, and how often it took longer than its share.</summary>
internal sealed record SystemFigures(string Name, double MeanUs, double MaxUs, long CarriedOver, long Overran);

/// <summary>Wall time of updates, microseconds.</summary>
internal sealed record FrameMicroseconds(double P50, double P95, double P99, double Max)
{
    public static FrameMicroseconds Of(Samples samples) =>
        new(Math.Round(samples.Percentile(0.5), 1), Math.Round(samples.Percentile(0.95), 1), Math.Round(samples.Percentile(0.99), 1), Math.Round(samples.Percentile(1), 1));
}

/// <summary>Stretches in which a needed asset was not there, milliseconds.</summary>
internal sealed record LateMilliseconds(long Count, double P50, double P95, double P99, double Max)
{
    public static LateMilliseconds Of(Samples samples) =>
        new(samples.Count, Math.Round(samples.Percentile(0.5), 2), Math.Round(samples.Percentile(0.95), 2), Math.Round(samples.Percentile(0.99), 2), Math.Round(samples.Percentile(1), 2));
}

/// <summary>Accuracy is used of issued; coverage is the share of what was needed that had been prefetched.</summary>
internal sealed record PrefetchFigures(long Issued, long Used, double Accuracy, double Coverage);

/// <summary>Assets that came back without a read, and what was kept at the end; ratio is uncompressed bytes for each byte of memory.</summary>
internal sealed record CompressedFigures(long Restored, long RestoredBytes, long Missed, long Failed, long Taken, long NotTaken, int Assets, long Bytes, double Ratio);

/// <summary>How requests ended; total = ready + failed + cancelled + open at the end.</summary>
internal sealed record RequestFigures(long Total, long Ready, long Failed, long Cancelled, long OpenAtEnd);

/// <summary>What was flown, so that a run can be made again.</summary>
internal sealed record FlightConfig
{
    public required string World { get; init; }

    public required string Trajectory { get; init; }

    public required int Assets { get; init; }

    public required double Seconds { get; init; }

    public required double Fps { get; init; }

    public required long Budget { get; init; }

    /// <summary>Absent when the runtime chose.</summary>
    public required long? Bandwidth { get; init; }

    /// <summary>Absent when it was the device's own.</summary>
    public required double? Latency { get; init; }

    public required string Clock { get; init; }

    public required string Predictor { get; init; }

    public required string Policy { get; init; }

    public required double Radius { get; init; }

    public required double Fov { get; init; }

    public required uint Seed { get; init; }

    /// <summary>The byte source that was read from.</summary>
    public required string Source { get; init; }

    /// <summary>How the source works here and why it was taken.</summary>
    public string SourceDetail { get; init; } = "";
}
