using System.Text.Json;

namespace TurtlGraph.Cli.Tests;

/// <summary>What a run of the tool left behind.</summary>
internal sealed record ToolResult(int Code, string Out, string Error)
{
    public JsonElement Document()
    {
        using var document = JsonDocument.Parse(Out);
        return document.RootElement.Clone();
    }

    /// <summary>The error, which must be one line without a stack trace.</summary>
    public string Reason()
    {
        Assert.StartsWith("turtl: ", Error, StringComparison.Ordinal);
        Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        return Error.Trim();
    }
}
