using System.Text.Json;
using System.Text.Json.Serialization;

namespace TurtlGraph.Streaming;

/// <content>Options as JSON.</content>
public sealed partial class StreamingOptions
{
    /// <summary>
    /// The options as JSON, <c>snake_case</c>, durations as <c>hh:mm:ss.fffffff</c>. What is no plain value is left out: clock, sources, store, codecs,
    /// monitor, oracle, warming history, keys, recorder.
    /// </summary>
    public string ToJson() => JsonSerializer.Serialize(this, StreamingJson.Default.StreamingOptions);

    /// <summary>Reads options: every property that is named has that value, all others their defaults. Comments and trailing commas are allowed.</summary>
    /// <exception cref="JsonException">It is no JSON, a property is unknown, or a value is none for it; the message says which and where.</exception>
    public static StreamingOptions FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return JsonSerializer.Deserialize(json, StreamingJson.Default.StreamingOptions) ?? new StreamingOptions();
    }

    /// <summary>Reads options from a file, as <c>turtl tune</c> writes them.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="JsonException">As <see cref="FromJson"/>.</exception>
    public static StreamingOptions Load(string path) => FromJson(File.ReadAllText(path));
}

/// <summary>Serializers that need no reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(StreamingOptions))]
[JsonSerializable(typeof(RecordingDescription))]
internal sealed partial class StreamingJson : JsonSerializerContext;
