using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace TurtlGraph.Flythrough;

/// <summary>The live view of an interactive terminal: a few bars and numbers that stay in their places, a line each at any width.</summary>
internal sealed class TerminalView(IAnsiConsole console) : IFlightView
{
    private const int NameWidth = 11;
    private const int BorderWidth = 4;

    // Room for the ^C that the terminal writes after the frame.
    private const int Margin = 2;
    private const int MostBarWidth = 28;
    private const string Separator = " · ";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private (int Width, int Height) Size => (console.Profile.Width, console.Profile.Height);

    /// <inheritdoc/>
    public void Show(LiveBoard board, CancellationToken stop)
    {
        LiveFigures before = board.Read();
        while (!stop.IsCancellationRequested)
        {
            // Spectre's live display never gets narrower; a terminal of another size gets a new one on a clean screen.
            (int Width, int Height) size = Size;
            console.Live(Draw(before, 0, size.Width)).Start(live =>
            {
                while (!stop.WaitHandle.WaitOne(Interval) && Size == size)
                {
                    LiveFigures now = board.Read();
                    double seconds = now.Time - before.Time;
                    live.UpdateTarget(Draw(now, seconds > 0 ? (now.BytesRead - before.BytesRead) / seconds : 0, size.Width));
                    before = now;
                }
            });
            if (Size != size)
            {
                console.Clear();
            }
        }
    }

    /// <summary>The figures in a frame of <paramref name="width"/> columns; what matters least stands last and is cut when there is no room.</summary>
    internal static IRenderable Draw(in LiveFigures now, double bytesPerSecond, int width)
    {
        int inside = Math.Max(width - Margin - BorderWidth, 1);
        int bar = Math.Clamp((inside - NameWidth) / 5, 0, MostBarWidth);
        long used = now.Resident + now.Reserved + now.Grace;
        Rows rows = new(
            Line(inside, "time", Bar(bar, now.Time, now.Seconds, "blue"), bar,
                $"{now.Time:f1} of {now.Seconds:f0} s · {now.Manoeuvre?.ToString().ToLowerInvariant() ?? "path"} at {now.PositionX:f0}, {now.PositionY:f0}, {now.PositionZ:f0} m"),
            Line(inside, "update", Bar(bar, now.FrameMicroseconds, now.FrameBudgetMicroseconds, Health(now.FrameMaxMicroseconds, now.FrameBudgetMicroseconds)), bar,
                $"{now.FrameMicroseconds,4:f0} us of {now.FrameBudgetMicroseconds:f0} · max {now.FrameMaxMicroseconds,4:f0} · over {now.OverBudget} · preempted {now.Preempted}"),
            Line(inside, "needed", Bar(bar, now.ResidentNeeded, now.NeededAssets, "green"), bar,
                $"{now.ResidentNeeded,4} of {now.NeededAssets,4} there · whole flight {now.HitRatio:p2}"),
            Line(inside, "memory", Bar(bar, used, now.Budget, Health(used, now.Budget)), bar,
                $"{ByteSize.Format(used)} of {ByteSize.Format(now.Budget)} · evicted {now.Evictions} · rescued {now.Rescued} · reserved {ByteSize.Format(now.Reserved)}"),
            Line(inside, "bandwidth", Bar(bar, bytesPerSecond, now.BandwidthLimit, "blue"), bar,
                $"{ByteSize.Format(bytesPerSecond),8}/s of {ByteSize.Format(now.BandwidthLimit)}/s · read {ByteSize.Format(now.BytesRead)}"),
            Line(inside, "predicted", Bar(bar, now.Accuracy, 1, "blue"), bar,
                $"{now.Accuracy:p0} right · {now.PredictionsUsed} of {now.PredictionsIssued} used · covers {now.Coverage:p0} of need"),
            Line(inside, "queued", "", 0,
                $"{now.Queued[0],5} critical · {now.Queued[1],5} high · {now.Queued[2],5} medium · {now.Queued[3],5} low"));
        Panel panel = new(rows) { Width = inside + BorderWidth };
        return panel.Header($" {now.Frames} frames, {now.RequestsOpen} of {now.RequestsTotal} requests open ").RoundedBorder();
    }

    private static Markup Line(int width, string name, string bar, int barWidth, FormattableString text)
    {
        string start = name.PadRight(NameWidth);
        string end = (barWidth > 0 ? "  " : "") + text.ToString(CultureInfo.InvariantCulture);
        int room = Math.Max(width - NameWidth - barWidth, 0);
        return new Markup($"{Markup.Escape(Cut(start, width))}{bar}{Markup.Escape(Cut(end, room))}");
    }

    /// <summary>Shortens a text by whole figures where it can.</summary>
    private static string Cut(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        int figures = most > 0 ? text.LastIndexOf(Separator, most - 1, StringComparison.Ordinal) : -1;
        return text[..(figures > 0 ? figures : most)];
    }

    private static string Bar(int width, double value, double full, string color)
    {
        int filled = (int)Math.Round(Math.Clamp(full > 0 ? value / full : 0, 0, 1) * width);
        return $"[{color}]{new string('█', filled)}[/][grey23]{new string('░', width - filled)}[/]";
    }

    private static string Health(double value, double limit) => value > limit ? "red" : value > limit * 0.9 ? "yellow" : "green";
}
