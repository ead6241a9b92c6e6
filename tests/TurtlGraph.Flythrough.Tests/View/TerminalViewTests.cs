using Spectre.Console;

namespace TurtlGraph.Flythrough.Tests;

public class TerminalViewTests
{
    private static readonly string[] Names = ["time", "update", "needed", "memory", "bandwidth", "predicted", "queued"];

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    [InlineData(200)]
    public void Every_figure_has_one_line_that_fits(int width)
    {
        string[] lines = Lines(width);
        Assert.Equal(Names.Length + 2, lines.Length);
        Assert.All(Names, name => Assert.Single(lines, line => line.StartsWith("│ " + name, StringComparison.Ordinal)));
        Assert.All(lines, line => Assert.InRange(line.Length, 1, width - 1));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(20)]
    public void A_narrow_terminal_gets_lines_cut_short(int width) => Assert.All(Lines(width), line => Assert.InRange(line.Length, 1, width));

    private static string[] Lines(int width)
    {
        using StringWriter text = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        console.Profile.Width = width;
        console.Write(TerminalView.Draw(Busy(), 123_456_789, width));
        return text.ToString().TrimEnd().Split('\n');
    }

    /// <summary>Figures as long as they get.</summary>
    private static LiveFigures Busy() => new()
    {
        Time = 12_345.6, Seconds = 86_400, Frames = 740_736, Manoeuvre = Manoeuvre.Teleport, PositionX = -12_345, PositionY = 12_345, PositionZ = -12_345,
        FrameMicroseconds = 12_345, FrameMaxMicroseconds = 123_456, FrameBudgetMicroseconds = 2000, OverBudget = 1234, Preempted = 12_345,
        NeededAssets = 12_345, ResidentNeeded = 12_345, HitRatio = 1, BytesRead = 1L << 40, BandwidthLimit = 1e9,
        Resident = 250L << 20, Reserved = 5L << 20, Grace = 1L << 20, Budget = 256L << 20, Evictions = 1_234_567, Rescued = 123_456,
        PredictionsIssued = 1_234_567, PredictionsUsed = 1_234_567, Accuracy = 1, Coverage = 1, RequestsTotal = 1_234_567, RequestsOpen = 12_345,
    };
}
