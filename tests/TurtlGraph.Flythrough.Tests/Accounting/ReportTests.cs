using System.Text.Json;

namespace TurtlGraph.Flythrough.Tests;

public class ReportTests
{
    internal static readonly FlightReport Good = new()
    {
        Frames = 3600, Seconds = 60, FrameUs = new FrameMicroseconds(100, 200, 300, 400), FrameBudgetUs = 2000, OverBudgetFrames = 0, PreemptedFrames = 1,
        GcBytesPerFrame = 0, GcBytesPerFrameProcess = 10, GcCollections = 0, NeededAssetFrames = 10, ResidentAssetFrames = 9, NeedHitRatio = 0.9,
        LateMs = new LateMilliseconds(1, 2, 3, 4, 5), LostWhileNeeded = 0, BytesRead = 7, BytesNeeded = 6, BytesWasted = 1,
        Prefetch = new PrefetchFigures(4, 2, 0.5, 0.25), PeakMemoryBytes = 100, MemoryBudgetBytes = 256, BudgetViolations = 0,
        Requests = new RequestFigures(10, 7, 1, 2, 0), Evictions = 3, Rescued = 1, VerifyFailures = 0,
        Config = new FlightConfig
        {
            World = "w", Trajectory = "seeded", Assets = 3, Seconds = 60, Fps = 60, Budget = 256, Bandwidth = null, Latency = null, Clock = "real",
            Predictor = "spatial", Policy = "adaptive", Radius = 600, Fov = 110, Seed = 1, Source = "pread",
        },
    };

    [Theory]
    [InlineData("", "frames seconds frame_us frame_budget_us over_budget_frames gc_bytes_per_frame gc_collections needed_asset_frames resident_asset_frames need_hit_ratio late_ms bytes_read bytes_needed bytes_wasted prefetch peak_memory_bytes memory_budget_bytes budget_violations requests evictions rescued verify_failures config")]
    [InlineData("frame_us", "p50 p95 p99 max")]
    [InlineData("late_ms", "count p50 p95 p99 max")]
    [InlineData("prefetch", "issued used accuracy coverage")]
    [InlineData("requests", "total ready failed cancelled open_at_end")]
    [InlineData("config", "world trajectory seconds fps budget bandwidth latency clock predictor policy radius fov seed")]
    public void The_JSON_has_its_fields(string inside, string fields)
    {
        using JsonDocument document = JsonDocument.Parse(ReportJson.Write(Good));
        JsonElement element = inside.Length == 0 ? document.RootElement : document.RootElement.GetProperty(inside);
        Assert.All(fields.Split(' '), field => Assert.True(element.TryGetProperty(field, out _), field));
    }

    [Fact]
    public void A_good_flight_keeps_every_promise() => Assert.All(Promise.Judge(Good), p => Assert.True(p.Held, p.Name));

    public static TheoryData<string> Breaches() => ["over", "garbage", "violation", "peak", "open", "lost request", "wrong bytes", "lost decisions"];

    [Theory]
    [MemberData(nameof(Breaches))]
    public void Each_breach_breaks_exactly_one_promise(string breach)
    {
        FlightReport report = breach switch
        {
            "over" => Good with { OverBudgetFrames = 1 },
            "garbage" => Good with { GcBytesPerFrame = 0.5 },
            "violation" => Good with { BudgetViolations = 1 },
            "peak" => Good with { PeakMemoryBytes = 257 },
            "open" => Good with { Requests = new RequestFigures(10, 6, 1, 2, 1) },
            "lost request" => Good with { Requests = new RequestFigures(11, 7, 1, 2, 0) },
            "wrong bytes" => Good with { WrongBytesServed = 1 },
            _ => Good with { TraceDropped = 1 },
        };
        Assert.Single(Promise.Judge(report), p => p.Held == false);
    }
}
