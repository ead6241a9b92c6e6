using TurtlGraph.Caching;

namespace TurtlGraph.Cli;

/// <summary>What <c>turtl tune</c> was asked.</summary>
internal sealed record TunePlan
{
    public required string Path { get; init; }

    public required CacheTrace Trace { get; init; }

    /// <summary>The trace as a recording of the runtime; <see langword="null"/> when it is none.</summary>
    public TunedRecording? Recording { get; init; }

    public required CacheUnit Unit { get; init; }

    public required long Budget { get; init; }

    public required IReadOnlyList<string> Policies { get; init; }

    public required string Current { get; init; }

    public required string Objective { get; init; }

    public required DeviceCost Origin { get; init; }

    public required DeviceCost Disk { get; init; }

    public long DiskBytes { get; init; }

    public double CompressionRatio { get; init; } = 1;

    public int RequestsPerPoint { get; init; }

    public int Replays { get; init; }

    /// <summary>Where misses are loaded from first.</summary>
    public DeviceCost LoadCost => DiskBytes > 0 ? Disk : Origin;

    /// <summary>Bytes a request asks for on average.</summary>
    public double BytesPerRequest { get => field > 0 ? field : field = MeanBytes(); private set; }

    /// <summary>Sizes from a sixteenth of the budget up to all that tiers could hold, half an octave apart, the budget among them.</summary>
    public IReadOnlyList<long> Sizes
    {
        get
        {
            var footprint = Unit == CacheUnit.Bytes ? Trace.Footprint.Bytes : Trace.Footprint.Objects;
            var most = Math.Max(Budget * 4.0, (Budget * CompressionRatio) + DiskBytes);
            var sizes = new SortedSet<long> { Budget };
            for (var step = -8; Budget * Math.Pow(2, step / 2.0) <= most; step++)
            {
                sizes.Add(Math.Max(1, (long)Math.Round(Budget * Math.Pow(2, step / 2.0))));
            }

            // Beyond the footprint nothing changes; one size there ends the curve.
            return [.. sizes.Where(size => size <= Math.Max(footprint, Budget)).Append(Math.Max(footprint, Budget)).Distinct()];
        }
    }

    /// <summary>Seconds a request costs.</summary>
    public double Cost(double missRatio, double byteMissRatio) => LoadCost.Of(missRatio, byteMissRatio * BytesPerRequest);

    /// <summary>What is to be least.</summary>
    public double Aim(double missRatio, double byteMissRatio) => Objective switch
    {
        "objects" => missRatio,
        "bytes" => byteMissRatio,
        _ => Cost(missRatio, byteMissRatio),
    };

    private double MeanBytes()
    {
        double bytes = 0;
        foreach (var size in Trace.Sizes.Span)
        {
            bytes += size;
        }

        return Trace.HasSizes ? bytes / Trace.Count : 1;
    }
}
