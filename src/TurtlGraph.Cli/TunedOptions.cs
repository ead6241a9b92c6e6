using System.Text.Json;
using TurtlGraph.Streaming;

namespace TurtlGraph.Cli;

/// <summary>Options of a runtime as a file.</summary>
internal static class TunedOptions
{
    /// <exception cref="UsageException">The file holds no options.</exception>
    public static StreamingOptions Load(string path)
    {
        try
        {
            return StreamingOptions.Load(path);
        }
        catch (JsonException e)
        {
            throw new UsageException($"{path} holds no options of the runtime: {e.Message}");
        }
    }
}
