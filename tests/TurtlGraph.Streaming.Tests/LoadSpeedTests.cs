using System.Numerics;
using TurtlGraph.Bundles;
using TurtlGraph.IO;

namespace TurtlGraph.Streaming.Tests;

/// <summary>What the machine can do, as the runtime measures it, and what it makes of that.</summary>
public class LoadSpeedTests
{
    private static readonly BundleBuilderOptions s_raw = new() { Codec = BundleCodecChoice.None };

    [Fact]
    public void A_stage_is_measured_while_it_is_busy_and_not_by_what_it_is_given()
    {
        var speed = new StageSpeed();
        for (int i = 0; i < 100; i++)
        {
            speed.Note(isBusy: false, done: 10, seconds: 0.1);
        }

        Assert.Equal(double.PositiveInfinity, speed.BytesPerSecond);
        Assert.Equal(0, speed.SecondsPerByte);
        for (int i = 0; i < 100; i++)
        {
            speed.Note(isBusy: true, done: 5_000_000, seconds: 0.1);
        }

        Assert.Equal(50e6, speed.BytesPerSecond, 1e6);
    }

    [Fact]
    public void A_speed_that_was_too_low_is_soon_forgotten()
    {
        var speed = new StageSpeed();
        for (int i = 0; i < 10; i++)
        {
            speed.Note(isBusy: true, done: 1000, seconds: 0.1);
        }

        for (int i = 0; i < 300; i++)
        {
            speed.Note(isBusy: false, done: 0, seconds: 1.0 / 60);
        }

        Assert.True(speed.Limit > 10_000 * 1000);
    }

    [Fact]
    public void The_device_s_speed_is_measured_and_is_the_ceiling_of_the_bandwidth()
    {
        using TestWorld world = new TestWorld(s_raw).AddMany("a", 800, 100_000, spacing: 1).Write();
        using var run = new VirtualRun(world, device: new DeviceModel { BytesPerSecond = 30e6 });
        for (int i = 0; i < 800; i++)
        {
            run.Request($"a{i}");
        }

        run.Step(60);
        double sum = 0;
        for (int frame = 0; frame < 60; frame++)
        {
            run.Step();
            Assert.InRange(run.Metrics.DeviceBytesPerSecond, 20e6, 40e6);
            sum += run.Metrics.BandwidthBytesPerSecond;
        }

        Assert.InRange(sum / 60, 25e6, 80e6);
    }

    [Fact]
    public void What_cannot_be_decoded_is_not_read()
    {
        using TestWorld world = new TestWorld(s_raw).AddMany("a", 800, 100_000, spacing: 1).Write();
        using var run = new VirtualRun(world, o => o.VirtualDecodeBytesPerSecond = 10e6, device: new DeviceModel { BytesPerSecond = 1e9 });
        for (int i = 0; i < 800; i++)
        {
            run.Request($"a{i}");
        }

        run.Step(90);
        bool wasBound = false;
        for (int frame = 0; frame < 60; frame++)
        {
            run.Step();
            wasBound |= run.Metrics.IsDecodeBound;
            Assert.True(run.Metrics.BytesInFlight <= 5_000_000, $"{run.Metrics.BytesInFlight} bytes read or on their way, for 2.5 MB that are decoded in a quarter of a second");
        }

        Assert.InRange(run.Metrics.DecodeBytesPerSecond, 8e6, 16e6);
        run.RunUntilAllEnded();
        Assert.Equal(800, run.Metrics.RequestsReady);
    }

    [Fact]
    public void Decoders_that_hang_keep_nobody_waiting()
    {
        var speed = new LoadSpeed();
        var progress = new LoadProgress { Submitted = 3 << 20, Ended = 3 << 20, Arrived = 3 << 20 };
        speed.Advance(progress, 4 << 20, 0.1);
        for (int i = 0; i < 5; i++)
        {
            speed.Advance(progress, 4 << 20, 0.1);
        }

        Assert.True(speed.IsDecodeBound);
        for (int i = 0; i < 10; i++)
        {
            speed.Advance(progress, 4 << 20, 0.1);
        }

        Assert.False(speed.IsDecodeBound);
    }
}
