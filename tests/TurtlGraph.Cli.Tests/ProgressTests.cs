using TurtlGraph.Bundles;

namespace TurtlGraph.Cli.Tests;

public sealed class ProgressTests
{
    [Fact]
    public void Rate_and_remaining_time_are_said()
    {
        var progress = new PackProgress(1, 4, 1_200_000_000, 10, 4_800_000_000, "x") { Elapsed = TimeSpan.FromSeconds(4) };

        Assert.Equal("1.20 GB of 4.80 GB, 300.0 MB/s, 0:00:12 left", ProgressRelay.Note(progress));
        Assert.Equal("1.20 GB, 300.0 MB/s, 0:00:12 left", ProgressRelay.Note(progress with { BytesTotal = 0 }));
        Assert.Equal("", ProgressRelay.Note(progress with { Elapsed = default }));
    }

    [Fact]
    public void A_log_gets_a_line_every_ten_seconds_and_none_from_short_work()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var clock = new SteppedClock();
        var lines = new ProgressLines("packing", output, clock);
        for (var second = 0; second < 25; second++)
        {
            clock.Seconds = second;
            lines.Show(second / 25.0, $"at {second}");
        }

        Assert.Equal("packing: 40 %, at 10\npacking: 80 %, at 20\n", output.ToString());
    }

    [Fact]
    public void Work_stops_at_the_next_report_when_it_is_interrupted()
    {
        using var interrupt = new CancellationTokenSource();
        var relay = new ProgressRelay(new ProgressLines("packing", TextWriter.Null, new SteppedClock()), interrupt.Token);
        relay.Report(default);
        interrupt.Cancel();

        Assert.Throws<OperationCanceledException>(() => relay.Report(default));
    }

    private sealed class SteppedClock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
