using System.Globalization;
using Spectre.Console;
using TurtlGraph.Memory;

namespace TurtlGraph.Flythrough;

/// <summary>The last word: the promises with their figures, and how the flight went.</summary>
internal static class Summary
{
    public static void Write(IAnsiConsole console, FlightReport report, IReadOnlyList<Promise> promises)
    {
        Table table = new Table().RoundedBorder().AddColumn("Promise").AddColumn("Measured").AddColumn("");
        foreach (Promise promise in promises)
        {
            table.AddRow(new Text(promise.Name), new Text(promise.Figures), promise.Held switch
            {
                true => new Markup("[green]PASS[/]"),
                false => new Markup("[red]FAIL[/]"),
                null => new Markup("[grey]-[/]"),
            });
        }

        console.Write(table);
        CultureInfo culture = CultureInfo.InvariantCulture;
        Line(console, string.Create(culture, $"Flight    {report.Seconds:f1} s, {report.Frames} frames; update p50 {report.FrameUs.P50:f0}, p95 {report.FrameUs.P95:f0}, p99 {report.FrameUs.P99:f0}, max {report.FrameUs.Max:f0} us"));
        Line(console, string.Create(culture, $"Needed    {report.NeedHitRatio:p2} of {report.NeededAssetFrames} asset frames were there; {report.LateMs.Count} late: p50 {report.LateMs.P50:f0}, p95 {report.LateMs.P95:f0}, max {report.LateMs.Max:f0} ms"));
        Line(console, string.Create(culture, $"Read      {ByteSize.Format(report.BytesRead)} for {ByteSize.Format(report.BytesNeeded)} needed; {ByteSize.Format(report.BytesWasted)} wasted; {report.Evictions} evictions, {report.Rescued} rescued"));
        if (report.Compressed is { } compressed)
        {
            Line(console, string.Create(culture, $"Restored  {compressed.Restored} assets, {ByteSize.Format(compressed.RestoredBytes)}, without a read; {compressed.Assets} kept in {ByteSize.Format(compressed.Bytes)}, {compressed.Ratio:f2} bytes in each; {compressed.NotTaken} victims not taken"));
        }

        Line(console, string.Create(culture, $"Prefetch  {report.Config.Predictor}: {report.Prefetch.Used} of {report.Prefetch.Issued} used, accuracy {report.Prefetch.Accuracy:p1}, coverage {report.Prefetch.Coverage:p1}"));
        if (report.OverBudgetFrames > 0 && report.Config.Clock == "real" && report.Systems.MaxBy(system => system.MaxUs) is { } slowest)
        {
            Line(console, string.Create(culture, $"Slowest   {slowest.Name} took {slowest.MaxUs:f0} us once, {slowest.MeanUs:f1} us on average"));
        }

        if (report.FirstFailure is { } failure)
        {
            Line(console, $"Failed    {report.Requests.Failed}, the first {failure}");
        }

        if (report.Memory is { } memory)
        {
            WriteMemory(console, memory);
        }
    }

    private static void WriteMemory(IAnsiConsole console, FlightMemory memory)
    {
        Table table = new Table().RoundedBorder().AddColumn("Memory").AddColumn("In use").AddColumn("Peak").AddColumn("Committed").AddColumn("Wasted").AddColumn("Allocations").AddColumn("Resets");
        foreach (MemoryTier tier in Enum.GetValues<MemoryTier>())
        {
            AddRow(table, tier.ToString(), memory.Profile.Tier(tier));
        }

        AddRow(table, "All", memory.Profile.Total);
        console.Write(table);
        CultureInfo culture = CultureInfo.InvariantCulture;
        string major = memory.Faults.TellsMajor ? string.Create(culture, $", {memory.Faults.Major} major") : "";
        string heap = memory.Profile.NativeHeap.IsTold ? string.Create(culture, $"; native heap {memory.Profile.NativeHeap.Fragmentation:p1} free") : "";
        Line(console, string.Create(culture, $"Faults    {memory.Faults.Minor} minor{major} in flight, {memory.GameThreadFaults.Minor} by the game thread; payload fragmentation at most {memory.WorstFragmentation:p1}{heap}"));
        string pressure = !memory.WatchesPressure ? "not watched on this clock"
            : memory.PeakPressure.Source is { } source ? $"at most {memory.PeakPressure.Level} ({memory.PeakPressure.Action}), by {source}"
            : "none";
        Line(console, string.Create(culture, $"Pressure  {pressure}; {memory.Profile.RefusedHints.Count} hints refused"));
    }

    private static void AddRow(Table table, string name, in MemoryFigures figures) => table.AddRow(
        new Text(name), Size(figures.CurrentBytes), Size(figures.PeakBytes), Size(figures.CommittedBytes), Size(figures.WasteBytes),
        new Text(figures.Allocations.ToString(CultureInfo.InvariantCulture)), new Text(figures.Resets.ToString(CultureInfo.InvariantCulture)));

    private static Text Size(long bytes) => new(ByteSize.Format(bytes));

    private static void Line(IAnsiConsole console, string text) => console.WriteLine(text);
}
