namespace TurtlGraph.Flythrough;

/// <summary>One promise, the figures it was judged by, and the judgement.</summary>
/// <param name="Name">The promise in a few words.</param>
/// <param name="Figures">What was measured.</param>
/// <param name="Held">Whether it held; <see langword="null"/> when this flight cannot tell.</param>
internal sealed record Promise(string Name, string Figures, bool? Held)
{
    /// <summary>Judges a report.</summary>
    public static IReadOnlyList<Promise> Judge(FlightReport report)
    {
        bool isReal = report.Config.Clock == "real";
        string over = $"update p99 {report.FrameUs.P99:f0} us, max {report.FrameUs.Max:f0} us of {report.FrameBudgetUs:f0} us; "
            + $"{report.OverBudgetFrames} over, {report.PreemptedFrames} preempted by the machine; {report.GcBytesPerFrame:f1} GC bytes a frame";
        bool frames = report.OverBudgetFrames == 0, garbage = report.GcBytesPerFrame <= 0;
        long balance = report.Requests.Ready + report.Requests.Failed + report.Requests.Cancelled + report.Requests.OpenAtEnd;
        return
        [
            // On a virtual clock decoding runs inside the update, so its length says nothing about a game.
            isReal ? new Promise("The frame never waits", over, frames && garbage)
                : new Promise("The frame never waits", $"{report.GcBytesPerFrame:f1} GC bytes a frame; time is not judged on a virtual clock", garbage ? null : false),
            new Promise("Memory never exceeds its budget",
                $"peak {ByteSize.Format(report.PeakMemoryBytes)} of {ByteSize.Format(report.MemoryBudgetBytes)}; {report.BudgetViolations} violations; {report.Evictions} evictions",
                report.BudgetViolations == 0 && report.PeakMemoryBytes <= report.MemoryBudgetBytes),
            new Promise("Every request ends",
                $"{report.Requests.Total} requests: {report.Requests.Ready} ready, {report.Requests.Failed} failed, {report.Requests.Cancelled} cancelled, {report.Requests.OpenAtEnd} open",
                report.Requests.OpenAtEnd == 0 && balance == report.Requests.Total),
            new Promise("Never wrong bytes",
                $"{report.ServedChecks} served payloads hashed again, {report.WrongBytesServed} wrong; {report.VerifyFailures} damaged reads refused",
                report.WrongBytesServed == 0),
            new Promise("It explains itself",
                $"{report.TraceEvents} decisions read from the trace, {report.TraceDropped} lost",
                report.TraceDropped == 0),
        ];
    }
}
