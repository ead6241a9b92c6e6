using TurtlGraph.Bundles;
using TurtlGraph.Caching;
using TurtlGraph.IO;
using TurtlGraph.Streaming;

namespace TurtlGraph.Cli;

/// <summary>A recording of the runtime: what can be learned from it besides its requests.</summary>
internal sealed class TunedRecording
{
    private readonly string _path;
    private readonly Dictionary<string, string> _bundles;

    private TunedRecording(string path, Dictionary<string, string> bundles) => (_path, _bundles) = (path, bundles);

    /// <summary>What the runtime was made with; <see langword="null"/> for a converted trace, which no runtime made.</summary>
    public StreamingOptions? Options { get; private set; }

    /// <summary>What was decided, and what prefetching brought.</summary>
    public RecordingSummary Summary { get; private set; } = null!;

    /// <summary>What a load cost on the recorded device; <see langword="null"/> for a real one.</summary>
    public DeviceCost? Device { get; private set; }

    /// <summary>Decoded bytes a stored byte of the bundles; <see langword="null"/> when they are not there.</summary>
    public double? CompressionRatio { get; private set; }

    /// <summary>Whether it can be replayed: a runtime made it, and its bundles are there.</summary>
    public bool CanReplay => Options is { Predictor: not "oracle" } && CompressionRatio is not null;

    public static TunedRecording Open(string path, string[] bundles, CancellationToken interrupt)
    {
        var recording = new TunedRecording(path, bundles.ToDictionary(bundle => Path.GetFileName(bundle)!, StringComparer.Ordinal))
        {
            Summary = TraceFile.Summary(path, interrupt),
        };
        try
        {
            recording.Options = TraceReplay.OptionsOf(TraceFile.OpenBytes(path));
            recording.Device = TraceReplay.DeviceOf(TraceFile.OpenBytes(path)) is { } device ? new DeviceCost(device.LatencySeconds, Math.Min(device.BytesPerSecond, 1e12)) : null;
            recording.CompressionRatio = recording.RatioOf(TraceReplay.BundlesOf(TraceFile.OpenBytes(path)));
        }
        catch (TraceFormatException)
        {
            // Requests alone, converted from another format.
        }

        return recording;
    }

    /// <summary>Tells a runtime all of it again, with other options.</summary>
    public ReplayReport Replay(StreamingOptions options, CancellationToken interrupt)
    {
        using var replay = new TraceReplay(TraceFile.OpenBytes(_path), new ReplayOptions { Options = options, BundlePath = BundlePath });
        return replay.Run(interrupt);
    }

    private string BundlePath(string recorded) => _bundles.GetValueOrDefault(Path.GetFileName(recorded), recorded);

    private double? RatioOf(IReadOnlyList<string> paths)
    {
        long stored = 0, decoded = 0;
        foreach (var path in paths.Select(BundlePath))
        {
            if (!File.Exists(path))
            {
                return null;
            }

            using var bundle = Bundle.Open(path);
            for (var entry = 0; entry < bundle.Count; entry++)
            {
                stored += bundle[entry].StoredLength;
                decoded += bundle[entry].DecodedLength;
            }
        }

        return stored > 0 ? (double)decoded / stored : null;
    }
}
