namespace TurtlGraph.Caching.Tests;

public sealed class RecordingSummaryTests
{
    [Fact]
    public void Warming_is_told_by_precision_lead_time_and_waste()
    {
        var summary = Summarize(writer =>
        {
            At(writer, 100, (RecordedKind.Queued, 1), (RecordedKind.Queued, 2), (RecordedKind.Queued, 3));
            At(writer, 150, (RecordedKind.Loaded, 1), (RecordedKind.Loaded, 3));
            At(writer, 400, (RecordedKind.PrefetchUsed, 1), (RecordedKind.PrefetchUsed, 2));
            At(writer, 500, (RecordedKind.PrefetchExpired, 3), (RecordedKind.Queued, 4), (RecordedKind.Loaded, 4));
        });

        PrefetchEffect effect = summary.Prefetches;
        Assert.Equal((2, 1, 1), (effect.Used, effect.Expired, effect.Late));
        Assert.Equal(2.0 / 3, effect.Precision, 9);
        Assert.Equal((300, 30, 80), (effect.LeadTime, effect.WastedBytes, effect.LoadedBytes));
    }

    [Fact]
    public void Kinds_frames_and_hits_are_counted()
    {
        var summary = Summarize(writer =>
        {
            At(writer, 1_000, (RecordedKind.Hit, 1), (RecordedKind.Missed, 2), (RecordedKind.Hit, 1), (RecordedKind.Hit, 3));
            At(writer, 5_000);
        });

        Assert.Equal((3L, 1L, 0.75), (summary[RecordedKind.Hit], summary[RecordedKind.Missed], summary.HitRatio));
        Assert.Equal((2u, 4_000L, 3, 7L), (summary.Frames, summary.Duration, summary.Assets, summary.Events));
        Assert.True(summary is { IsWhole: true, Lost: 0 });
    }

    private static RecordingSummary Summarize(Action<RecordingWriter> write)
    {
        using var file = new MemoryStream();
        using (var writer = new RecordingWriter(file, "{}"))
        {
            write(writer);
            writer.Finish();
        }

        using var reader = new RecordingReader(new MemoryStream(file.ToArray()));
        return RecordingSummary.Of(reader);
    }

    private static void At(RecordingWriter writer, long time, params (RecordedKind Kind, int Asset)[] events)
    {
        writer.BeginFrame(time, default);
        foreach ((RecordedKind kind, int asset) in events)
        {
            writer.Write(kind, asset, (ulong)asset + 100, asset * 10);
        }
    }
}
