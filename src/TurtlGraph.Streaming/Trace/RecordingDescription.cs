using System.Text.Json;
using TurtlGraph.Caching;
using TurtlGraph.IO;

namespace TurtlGraph.Streaming;

/// <summary>What stands at the beginning of a recording: with what the runtime was made.</summary>
internal sealed record RecordingDescription
{
    /// <summary>The options but for what is no plain value.</summary>
    public required StreamingOptions Options { get; init; }

    /// <summary>The device that was modelled; <see langword="null"/> for a real one.</summary>
    public DeviceModel? Device { get; init; }

    /// <summary>Whether the clock was a virtual one, so that a replay decides the same.</summary>
    public bool IsVirtual { get; init; }

    /// <summary>Form of what the runtime was told.</summary>
    public int InputVersion { get; init; } = InputCoding.Version;

    /// <summary>Unit of the times.</summary>
    public string TimeUnit { get; init; } = "ns";

    public static RecordingDescription Of(StreamingOptions options) => new()
    {
        Options = options,
        Device = (options.Source as SimulatedByteSource)?.Model,
        IsVirtual = options.Clock is VirtualClock,
    };

    /// <exception cref="TraceFormatException">It is not what a runtime writes.</exception>
    public static RecordingDescription Parse(string json)
    {
        try
        {
            RecordingDescription description = JsonSerializer.Deserialize(json, StreamingJson.Default.RecordingDescription)
                ?? throw new JsonException("it is null");
            return description.InputVersion == InputCoding.Version
                ? description
                : throw new TraceFormatException(
                    $"recorded in version {description.InputVersion} of what a runtime is told; this one replays version {InputCoding.Version} alone", 0, 16);
        }
        catch (JsonException e)
        {
            throw new TraceFormatException($"no runtime's recording: its description does not say how the runtime was made ({e.Message})", 0, 16);
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this, StreamingJson.Default.RecordingDescription);
}
