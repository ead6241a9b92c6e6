using System.Globalization;
using System.Text.Json;
using TurtlGraph.Caching;

namespace TurtlGraph.Cli;

/// <summary>What <c>turtl tune</c> found, as text and as JSON.</summary>
internal static class TuneReport
{
    public static void Write(Utf8JsonWriter json, TunePlan plan, TuneOutcome outcome)
    {
        json.WriteString("trace", plan.Path);
        json.WriteNumber("requests", plan.Trace.Count);
        json.WriteNumber("objects", plan.Trace.Footprint.Objects);
        json.WriteString("unit", plan.Unit == CacheUnit.Bytes ? "bytes" : "objects");
        json.WriteNumber("budget", plan.Budget);
        json.WriteString("objective", plan.Objective);
        json.WriteStartArray("curves");
        foreach (var point in outcome.Points)
        {
            WritePoint(json, plan, point);
        }

        json.WriteEndArray();
        json.WritePropertyName("best");
        WritePoint(json, plan, outcome.Best);
        WriteGain(json, plan, outcome);
        WriteTiers(json, outcome.Tiers);
        json.WriteStartArray("replays");
        foreach (var replay in outcome.Replays)
        {
            WriteReplay(json, replay);
        }

        json.WriteEndArray();
        if (plan.Recording is { } recording)
        {
            TraceInfoCommand.WritePrefetches(json, recording.Summary.Prefetches);
        }

        json.WriteString("options_file", outcome.OptionsFile);
        json.WritePropertyName("options");
        json.WriteRawValue(outcome.Options.ToJson());
    }

    public static void Print(TextWriter output, TunePlan plan, TuneOutcome outcome)
    {
        var culture = CultureInfo.InvariantCulture;
        var unit = plan.Unit == CacheUnit.Bytes ? "bytes" : "objects";
        output.WriteLine(string.Create(culture, $"{plan.Path}: {TraceFile.Shown(plan.Trace)}"));
        PrintCurves(output, plan, outcome);
        output.WriteLine();
        output.WriteLine(string.Create(culture, $"within {plan.Budget:N0} {unit}, least {plan.Objective} first:"));
        output.WriteLine("policy       hits %     (+-)  byte hits %     (+-)  load ms a request");
        foreach (var point in outcome.AtBudget)
        {
            output.WriteLine(string.Create(
                culture,
                $"{point.Policy,-11} {100 * (1 - point.MissRatio),7:F2} {100 * point.Error,8:F2} {100 * (1 - point.ByteMissRatio),12:F2} {100 * point.ByteError,8:F2} {1000 * plan.Cost(point.MissRatio, point.ByteMissRatio),18:F4}"));
        }

        PrintReplays(output, outcome);
        PrintVerdict(output, plan, outcome);
    }

    private static void WritePoint(Utf8JsonWriter json, TunePlan plan, CurvePoint point)
    {
        json.WriteStartObject();
        json.WriteString("policy", point.Policy);
        json.WriteNumber("size", point.Size);
        json.WriteNumber("miss_ratio", Math.Round(point.MissRatio, 6));
        json.WriteNumber("miss_ratio_error", Math.Round(point.Error, 6));
        json.WriteNumber("byte_miss_ratio", Math.Round(point.ByteMissRatio, 6));
        json.WriteNumber("byte_miss_ratio_error", Math.Round(point.ByteError, 6));
        json.WriteNumber("load_ms_per_request", Math.Round(1000 * plan.Cost(point.MissRatio, point.ByteMissRatio), 6));
        json.WriteNumber("sampled_share", point.SampledShare);
        json.WriteEndObject();
    }

    private static void WriteReplay(Utf8JsonWriter json, ReplayedChoice replay)
    {
        json.WriteStartObject();
        json.WriteString("policy", replay.Policy);
        if (replay.Weights is { } weights)
        {
            json.WriteStartObject("weights");
            json.WriteNumber("age", weights.Age);
            json.WriteNumber("distance", weights.Distance);
            json.WriteNumber("reuse", weights.Reuse);
            json.WriteNumber("frequency", weights.Frequency);
            json.WriteNumber("size", weights.Size);
            json.WriteNumber("priority", weights.Priority);
            json.WriteEndObject();
        }

        json.WriteNumber("compressed_bytes", replay.CompressedBytes);
        json.WriteNumber("miss_ratio", Math.Round(replay.MissRatio, 6));
        json.WriteNumber("bytes_read", replay.BytesRead);
        json.WriteNumber("load_seconds", Math.Round(replay.Seconds, 6));
        json.WriteEndObject();
    }

    private static void WriteGain(Utf8JsonWriter json, TunePlan plan, TuneOutcome outcome)
    {
        json.WriteStartObject("gain");
        json.WriteString("over", plan.Current);
        if (outcome is { BestReplay: { } best, Replays: [var current, ..] })
        {
            json.WriteString("measured_by", "replay");
            json.WriteNumber("hit_ratio", Math.Round(current.MissRatio - best.MissRatio, 6));
            json.WriteNumber("bytes_read", 1 - Math.Round(best.BytesRead / (double)Math.Max(1, current.BytesRead), 6));
            json.WriteNumber("load_cost", Math.Round(1 - (best.Seconds / current.Seconds), 6));
        }
        else if (outcome.Current is { } point)
        {
            json.WriteString("measured_by", "simulation");
            json.WriteNumber("hit_ratio", Math.Round(point.MissRatio - outcome.Best.MissRatio, 6));
            json.WriteNumber("byte_hit_ratio", Math.Round(point.ByteMissRatio - outcome.Best.ByteMissRatio, 6));
            json.WriteNumber("load_cost", Math.Round(CostGain(plan, point, outcome.Best), 6));
        }

        json.WriteEndObject();
    }

    private static void WriteTiers(Utf8JsonWriter json, TierSplit tiers)
    {
        json.WriteStartObject("tiers");
        json.WriteNumber("raw_bytes", tiers.RawBytes);
        json.WriteNumber("compressed_bytes", tiers.CompressedBytes);
        json.WriteNumber("disk_bytes", tiers.DiskBytes);
        json.WriteNumber("raw_hits", Math.Round(tiers.RawHits, 6));
        json.WriteNumber("compressed_hits", Math.Round(tiers.CompressedHits, 6));
        json.WriteNumber("disk_hits", Math.Round(tiers.DiskHits, 6));
        json.WriteNumber("ms_per_request", Math.Round(1000 * tiers.SecondsPerRequest, 6));
        json.WriteEndObject();
    }

    private static string Amount(TunePlan plan, long size) =>
        plan.Unit == CacheUnit.Bytes ? ByteSize.Format(size) : string.Create(CultureInfo.InvariantCulture, $"{size:N0} objects");

    private static double CostGain(TunePlan plan, CurvePoint current, CurvePoint best) =>
        1 - (plan.Cost(best.MissRatio, best.ByteMissRatio) / Math.Max(double.Epsilon, plan.Cost(current.MissRatio, current.ByteMissRatio)));

    private static void PrintCurves(TextWriter output, TunePlan plan, TuneOutcome outcome)
    {
        var culture = CultureInfo.InvariantCulture;
        // Every other size fits a terminal; JSON has them all.
        long[] sizes = [.. plan.Sizes.Where((size, i) => i % 2 == plan.Sizes.ToList().IndexOf(plan.Budget) % 2)];
        output.WriteLine();
        output.WriteLine("misses % by size" + string.Concat(sizes.Select(size => $"{(plan.Unit == CacheUnit.Bytes ? ByteSize.Format(size) : size.ToString(culture)),11}")));
        foreach (var curve in outcome.Points.GroupBy(point => point.Policy))
        {
            output.WriteLine($"{curve.Key,-16}" + string.Concat(
                sizes.Select(size => string.Create(culture, $"{100 * curve.First(point => point.Size == size).MissRatio,11:F2}"))));
        }

        if (outcome.Points.Where(point => point.SampledShare < 1).Select(point => (CurvePoint?)point).MaxBy(point => point!.Value.Error) is { } sampled)
        {
            output.WriteLine(string.Create(culture, $"sampled, at least 1 object of {1 / outcome.Points.Min(point => point.SampledShare):F0}; 95 % intervals are at most +-{100 * sampled.Error:F2} points ({sampled.Policy} at {sampled.Size:N0})"));
        }
    }

    private static void PrintReplays(TextWriter output, TuneOutcome outcome)
    {
        if (outcome.Replays.Count == 0)
        {
            return;
        }

        var culture = CultureInfo.InvariantCulture;
        output.WriteLine();
        output.WriteLine("the runtime itself, replaying the recording:");
        output.WriteLine("policy       hits %     read  load s  weights (age distance reuse frequency size priority)");
        foreach (var replay in outcome.Replays)
        {
            var weights = replay.Weights is { } w ? string.Create(culture, $"{w.Age:F2} {w.Distance:F2} {w.Reuse:F2} {w.Frequency:F2} {w.Size:F2} {w.Priority:F2}") : "";
            output.WriteLine(string.Create(
                culture, $"{replay.Policy,-11} {100 * (1 - replay.MissRatio),7:F2} {ByteSize.Format(replay.BytesRead),8} {replay.Seconds,7:F2}  {weights}{(replay.CompressedBytes > 0 ? $"{ByteSize.Format(replay.CompressedBytes)} compressed" : "")}{(replay == outcome.BestReplay ? "  <- best" : "")}"));
        }
    }

    private static void PrintVerdict(TextWriter output, TunePlan plan, TuneOutcome outcome)
    {
        var culture = CultureInfo.InvariantCulture;
        output.WriteLine();
        if (outcome is { BestReplay: { } best, Replays: [var current, ..] })
        {
            output.WriteLine(string.Create(
                culture, $"take {best.Policy}{(best.Weights is null ? "" : " with the weights above")}: over {plan.Current} {100 * (current.MissRatio - best.MissRatio):+0.00;-0.00;0} points of hits, {100 * (1 - (best.Seconds / current.Seconds)):F1} % less load cost in the runtime"));
        }
        else
        {
            var gain = outcome.Current is { } point
                ? string.Create(culture, $": over {plan.Current} {100 * (point.MissRatio - outcome.Best.MissRatio):+0.00;-0.00;0} points of hits, {100 * (point.ByteMissRatio - outcome.Best.ByteMissRatio):+0.00;-0.00;0} of byte hits, {100 * CostGain(plan, point, outcome.Best):F1} % less load cost")
                : "";
            output.WriteLine($"take {outcome.Best.Policy}{gain}");
        }

        if (outcome.Options.EvictionPolicy != outcome.Best.Policy && outcome.BestReplay is null)
        {
            output.WriteLine($"{outcome.Best.Policy} must know the future; the options say {outcome.Options.EvictionPolicy}");
        }

        var tiers = outcome.Tiers;
        output.WriteLine(string.Create(
            culture, $"tiers: {Amount(plan, tiers.RawBytes)} raw ({100 * tiers.RawHits:F1} % of requests), {Amount(plan, tiers.CompressedBytes)} compressed {plan.CompressionRatio:F2}:1 ({100 * tiers.CompressedHits:F1} %), {Amount(plan, tiers.DiskBytes)} on disk ({100 * tiers.DiskHits:F1} %); {1000 * tiers.SecondsPerRequest:F4} ms a request"));
        if (plan.Recording is { } recording)
        {
            output.WriteLine(TraceInfoCommand.PrefetchLine(recording.Summary.Prefetches));
        }

        output.WriteLine(outcome.OptionsFile is { } file ? $"options written to {file}" : "give --output FILE.json to have the options written");
    }
}
