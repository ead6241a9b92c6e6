using System.Globalization;

namespace TurtlGraph.Flythrough;

/// <summary>A line of text every few seconds, for logs.</summary>
internal sealed class LineView(TextWriter output) : IFlightView
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public void Show(LiveBoard board, CancellationToken stop)
    {
        while (!stop.WaitHandle.WaitOne(Interval))
        {
            LiveFigures now = board.Read();
            if (now.Frames > 0)
            {
                output.WriteLine(Line(now));
            }
        }
    }

    internal static string Line(in LiveFigures now) => string.Create(CultureInfo.InvariantCulture,
        $"{now.Time,6:f1} s  {now.Manoeuvre?.ToString() ?? "path",-8}  update {now.FrameMicroseconds,5:f0} us (max {now.FrameMaxMicroseconds:f0})  needed {now.NeededAssets,5}  there {now.HitRatio:p1}  memory {ByteSize.Format(now.Resident + now.Reserved + now.Grace),8}  read {ByteSize.Format(now.BytesRead),8}  open {now.RequestsOpen}");
}
