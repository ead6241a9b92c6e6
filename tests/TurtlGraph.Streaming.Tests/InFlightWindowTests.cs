using TurtlGraph.IO;

namespace TurtlGraph.Streaming.Tests;

public class InFlightWindowTests
{
    [Fact]
    public void It_grows_to_its_limit_while_reads_are_quick_and_shrinks_when_they_queue()
    {
        var window = new InFlightWindow(16 << 20);
        for (int i = 0; i < 300; i++)
        {
            window.NoteRead(100_000, 0.02);
        }

        Assert.Equal(16 << 20, window.Bytes);
        for (int i = 0; i < 100; i++)
        {
            window.NoteRead(100_000, 1.0);
        }

        Assert.Equal(64 << 10, window.Bytes);
    }

    [Fact]
    public void A_far_device_that_takes_long_for_every_read_keeps_its_window()
    {
        var window = new InFlightWindow(16 << 20);
        for (int i = 0; i < 300; i++)
        {
            window.NoteRead(100_000, 1.0);
        }

        Assert.Equal(16 << 20, window.Bytes);
    }

    [Fact]
    public void On_a_device_far_slower_than_the_bandwidth_no_read_times_out_and_all_requests_end_ready()
    {
        using TestWorld world = new TestWorld().AddMany("a", 200, 100_000).Write();
        using var run = new VirtualRun(world, device: new DeviceModel { BytesPerSecond = 1e6 });
        for (int i = 0; i < 200; i++)
        {
            run.Request($"a{i}");
        }

        run.RunUntilAllEnded(seconds: 59);
        Assert.Equal(200, run.Metrics.RequestsReady);
        Assert.Equal(0, run.Metrics.ReadsTimedOut);
    }
}
