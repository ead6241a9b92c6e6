namespace TurtlGraph.Cli.Tests;

public sealed class TurtlAppTests
{
    [Theory]
    [InlineData()]
    [InlineData("unpack")]
    [InlineData("frobnicate", "--json")]
    [InlineData("list")]
    [InlineData("list", "a", "--jsn")]
    public void Wrong_usage_gives_two_and_one_line(params string[] args)
    {
        var result = Workplace.Run(args);

        Assert.Equal((2, ""), (result.Code, result.Out));
        Assert.Contains("--help", result.Reason(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("pack", "--help")]
    [InlineData("verify", "--help")]
    [InlineData("memory", "--help")]
    public void Help_documents_the_exit_codes(params string[] args)
    {
        var result = Workplace.Run(args);

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("Exit codes: 0", string.Join(' ', result.Out.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_person_who_stops_the_tool_sees_it_stop()
    {
        using var work = new Workplace();
        using var error = new StringWriter();

        var code = TurtlApp.Run(["pack", work.Assets(), "-o", work["x.turtl"]], new Terminal(TextWriter.Null, error), new CancellationToken(canceled: true));

        Assert.Equal(130, code);
        Assert.Equal("turtl: interrupted", error.ToString().Trim());
        Assert.False(File.Exists(work["x.turtl"]));
    }
}
