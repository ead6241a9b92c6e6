using TurtlGraph.IO;

namespace TurtlGraph.Streaming;

/// <summary>What a replay may do differently from the recording.</summary>
public sealed record ReplayOptions
{
    /// <summary>Gives the file for a recorded bundle's path; <see langword="null"/> takes the path as it is.</summary>
    public Func<string, string>? BundlePath { get; init; }

    /// <summary>Other options for the runtime, to see what had become of it with them; <see langword="null"/> takes the recorded ones.</summary>
    public StreamingOptions? Options { get; init; }

    /// <summary>Another device; <see langword="null"/> takes the recorded one, or the model's defaults where a real one was recorded.</summary>
    public DeviceModel? Device { get; init; }

    /// <summary>Told the runtime after each update, to look at it.</summary>
    public Action<AssetRuntime>? Updated { get; init; }
}
