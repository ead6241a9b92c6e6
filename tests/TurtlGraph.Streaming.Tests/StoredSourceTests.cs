using TurtlGraph.Caching;
using TurtlGraph.IO;

namespace TurtlGraph.Streaming.Tests;

/// <summary>The runtime over a slow source with a disk store before it.</summary>
public sealed class StoredSourceTests : IDisposable
{
    private const int Assets = 40;
    private const int Length = 20_000;
    private static readonly TimeSpan s_hangs = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("turtl-stored-").FullName;
    private readonly TestWorld _world = new TestWorld().AddMany("a", Assets, Length).Write();

    public void Dispose()
    {
        _world.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void What_was_fetched_once_is_there_after_a_restart_many_times_sooner()
    {
        double cold = Fly();
        double warm = Fly();
        Assert.True(warm < cold / 10, $"cold {cold} s, warm {warm} s");
    }

    [Fact]
    public void A_damaged_store_costs_time_and_never_a_wrong_byte()
    {
        double cold = Fly();
        foreach (string segment in Directory.GetFiles(_folder, "*.segment"))
        {
            byte[] bytes = File.ReadAllBytes(segment);
            for (int at = 200; at < bytes.Length; at += 100_000)
            {
                bytes[at] ^= 1;
            }

            File.WriteAllBytes(segment, bytes);
        }

        double damaged = Fly();
        Assert.InRange(damaged, 0, cold * 1.2);
    }

    [Fact]
    public void Wrong_bytes_that_got_into_the_store_are_fetched_anew_by_the_next_attempt()
    {
        // The first fetch brings flipped bits, which the store keeps with a right checksum of wrong bytes; BLAKE3 finds them.
        Fly(new FaultPlan { Script = new Dictionary<long, FaultKind> { [0] = FaultKind.FlippedBit, [1] = FaultKind.FlippedBit } });
        Fly();
    }

    /// <summary>Loads everything over a link of 20 ms and 0.5 MB/s; returns the virtual seconds it took.</summary>
    private double Fly(FaultPlan? faults = null)
    {
        var clock = new VirtualClock();
        using DiskStore store = DiskStore.Open(new DiskStoreOptions { Folder = _folder, LimitBytes = 64 << 20, SegmentBytes = 4 << 20 });
        IByteSource far = new SimulatedByteSource(new DeviceModel { LatencySeconds = 0.02, BytesPerSecond = 0.5e6 }, clock);
        far = faults is null ? far : new FaultInjectingByteSource(far, faults, clock);
        using var run = new VirtualRun(_world, options =>
        {
            options.Clock = clock;
            options.Source = new StoredByteSource(far, store, new StoredByteSourceOptions { Workers = 0, Clock = clock, BlockBytes = 32 << 10 });
        });
        AssetHandle[] handles = [.. Enumerable.Range(0, Assets).Select(i => run.Request($"a{i}"))];
        while (run.Metrics.RequestsOpen > 0 || clock.Seconds == 0)
        {
            run.Step();
            clock.Advance(VirtualRun.FrameSeconds);
            Assert.True(clock.Seconds < s_hangs.TotalSeconds, $"{run.Metrics.RequestsOpen} requests never ended");
        }

        for (int i = 0; i < Assets; i++)
        {
            run.AssertServes(handles[i], $"a{i}", Length);
        }

        return clock.Seconds;
    }
}
