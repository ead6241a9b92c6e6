using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace TurtlGraph.Flythrough;

/// <summary>The live view of an interactive terminal: a few bars and numbers that stay in their places.</summary>
internal sealed class TerminalView(IAnsiConsole console) : IFlightView
{
    private const int BarWidth = 28;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly string[] ClassNames = ["critical", "high", "medium", "low"];

    /// <inheritdoc/>
    public void Show(LiveBoard board, CancellationToken stop)
    {
        LiveFigures before = board.Read();
        console.Live(Draw(before, 0)).Start(live =>
        {
            while (!stop.WaitHandle.WaitOne(Interval))
            {
                LiveFigures now = board.Read();
                double seconds = now.Time - before.Time;
                live.UpdateTarget(Draw(now, seconds > 0 ? (now.BytesRead - before.BytesRead) / seconds : 0));
                before = now;
            }
        });
    }

    internal static IRenderable Draw(in LiveFigures now, double bytesPerSecond)
    {
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap().Width(12)).AddColumn(new GridColumn().NoWrap().Width(BarWidth)).AddColumn(new GridColumn().NoWrap());
        Row(grid, "time", Bar(now.Time, now.Seconds, "blue"), $"{now.Time:f1} of {now.Seconds:f0} s   {now.Manoeuvre?.ToString().ToLowerInvariant() ?? "trajectory"}   at {now.PositionX:f0}, {now.PositionY:f0}, {now.PositionZ:f0} m");
        Row(grid, "update", Bar(now.FrameMicroseconds, now.FrameBudgetMicroseconds, Health(now.FrameMaxMicroseconds, now.FrameBudgetMicroseconds)),
            $"{now.FrameMicroseconds:f0} us of {now.FrameBudgetMicroseconds:f0} us   max {now.FrameMaxMicroseconds:f0}   over {now.OverBudget}   preempted {now.Preempted}");
        Row(grid, "needed", Bar(now.ResidentNeeded, now.NeededAssets, "green"), $"{now.ResidentNeeded} of {now.NeededAssets} there   whole flight {now.HitRatio:p2}");
        long used = now.Resident + now.Reserved + now.Grace;
        Row(grid, "memory", Bar(used, now.Budget, Health(used, now.Budget)),
            $"{ByteSize.Format(used)} of {ByteSize.Format(now.Budget)}   reserved {ByteSize.Format(now.Reserved)}   leaving {ByteSize.Format(now.Grace)}   evicted {now.Evictions}   rescued {now.Rescued}");
        Row(grid, "bandwidth", Bar(bytesPerSecond, now.BandwidthLimit, "blue"), $"{ByteSize.Format(bytesPerSecond)}/s of {ByteSize.Format(now.BandwidthLimit)}/s   read {ByteSize.Format(now.BytesRead)}");
        long most = 1;
        for (int i = 0; i < ClassNames.Length; i++)
        {
            most = Math.Max(most, now.Queued[i]);
        }

        for (int i = 0; i < ClassNames.Length; i++)
        {
            Row(grid, i == 0 ? "queued" : "", Bar(now.Queued[i], most, "grey"), $"{now.Queued[i],5} {ClassNames[i]}");
        }

        Row(grid, "predicted", Bar(now.Accuracy, 1, "blue"), $"{now.PredictionsUsed} of {now.PredictionsIssued} used ({now.Accuracy:p0})   covers {now.Coverage:p0} of what was needed");
        return new Panel(grid).Header($" {now.Frames} frames, {now.RequestsOpen} of {now.RequestsTotal} requests open ").RoundedBorder().Expand();
    }

    private static void Row(Grid grid, string name, IRenderable bar, FormattableString text) =>
        grid.AddRow(new Text(name), bar, new Text(text.ToString(CultureInfo.InvariantCulture)));

    private static Markup Bar(double value, double full, string color)
    {
        int filled = (int)Math.Round(Math.Clamp(full > 0 ? value / full : 0, 0, 1) * BarWidth);
        return new Markup($"[{color}]{new string('█', filled)}[/][grey23]{new string('░', BarWidth - filled)}[/]");
    }

    private static string Health(double value, double limit) => value > limit ? "red" : value > limit * 0.9 ? "yellow" : "green";
}
