namespace TurtlGraph.IO.Tests;

public sealed unsafe class SimulatedByteSourceTests
{
    private readonly MemoryFiles _files = new();
    private readonly VirtualClock _clock = new();

    public SimulatedByteSourceTests() => _files.Add("a", TestContent.Make(100_000, 1));

    [Fact]
    public void One_channel_pays_latency_and_transfer_for_every_read()
    {
        double[] times = CompletionTimes(new DeviceModel { Channels = 1, LatencySeconds = 0.010, BytesPerSecond = 1_000_000 }, [1_000, 2_000, 1_000]);
        AssertTimes([0.011, 0.023, 0.034], times);
    }

    [Fact]
    public void Latency_overlaps_across_channels_and_the_pipe_is_shared()
    {
        double[] times = CompletionTimes(new DeviceModel { Channels = 3, LatencySeconds = 0.010, BytesPerSecond = 1_000_000 }, [1_000, 2_000, 1_000, 1_000]);
        AssertTimes([0.011, 0.013, 0.014, 0.022], times);
    }

    [Fact]
    public void Only_the_bytes_that_exist_are_transferred()
    {
        using var buffer = new NativeBuffer(2_000);
        using var source = new SimulatedByteSource(new DeviceModel { Channels = 1, LatencySeconds = 0.010, BytesPerSecond = 1_000_000 }, _clock, _files);
        int file = source.AddFile("a");
        source.Submit([ByteSourceConformance.Read(1, file, 99_000, 2_000, buffer.Pointer)]);
        var completions = new ReadCompletion[1];
        _clock.AdvanceTo(0.0109);
        Assert.Equal(0, source.Poll(completions));
        Assert.Equal(-1, buffer.Span.IndexOfAnyExcept(NativeBuffer.Untouched));
        _clock.AdvanceTo(0.0111);
        Assert.Equal(1, source.Poll(completions));
        Assert.Equal((ReadStatus.Short, 1_000), (completions[0].Status, completions[0].BytesRead));
    }

    [Fact]
    public void A_read_in_service_can_no_longer_be_cancelled()
    {
        using var buffer = new NativeBuffer(8);
        using var source = new SimulatedByteSource(new DeviceModel { Channels = 1, LatencySeconds = 0.010 }, _clock, _files);
        int file = source.AddFile("a");
        source.Submit([ByteSourceConformance.Read(1, file, 0, 4, buffer.Pointer), ByteSourceConformance.Read(2, file, 4, 4, buffer.Pointer + 4)]);
        Assert.False(source.Cancel(1));
        Assert.True(source.Cancel(2));
        var completions = new ReadCompletion[4];
        Assert.Equal(1, source.Poll(completions));
        Assert.Equal((2ul, ReadStatus.Cancelled), (completions[0].Token, completions[0].Status));
        _clock.Advance(1);
        Assert.Equal(1, source.Poll(completions));
        Assert.Equal((1ul, ReadStatus.Ok), (completions[0].Token, completions[0].Status));
    }

    [Fact]
    public void A_thread_that_waits_sees_the_virtual_clock_move()
    {
        using var buffer = new NativeBuffer(4);
        using var source = new SimulatedByteSource(new DeviceModel { LatencySeconds = 5 }, _clock, _files);
        int file = source.AddFile("a");
        source.Submit([ByteSourceConformance.Read(1, file, 0, 4, buffer.Pointer)]);
        Assert.False(source.WaitForCompletion(0));
        _clock.Advance(6);
        Assert.True(source.WaitForCompletion(0));
    }

    [Fact]
    public void Completion_times_do_not_depend_on_how_often_the_source_is_polled()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            Assert.Equal(Trace(seed, pollStep: 0.0001, pollAlways: true), Trace(seed, pollStep: 0.0001, pollAlways: false));
        }
    }

    [Theory]
    [InlineData(0, 0.001, 1)]
    [InlineData(-5, 0.001, 1)]
    [InlineData(double.NaN, 0.001, 1)]
    [InlineData(1e6, -1, 1)]
    [InlineData(1e6, double.PositiveInfinity, 1)]
    [InlineData(1e6, 0.001, 0)]
    public void A_device_that_cannot_exist_is_refused(double bandwidth, double latency, int channels)
    {
        var model = new DeviceModel { BytesPerSecond = bandwidth, LatencySeconds = latency, Channels = channels };
        Assert.Throws<ArgumentOutOfRangeException>(() => new SimulatedByteSource(model, _clock));
    }

    // The order of all completions; with `pollAlways` the source is also asked (for nothing) at every small step.
    private List<ulong> Trace(int seed, double pollStep, bool pollAlways)
    {
        var random = new Random(seed);
        var clock = new VirtualClock();
        using var buffer = new NativeBuffer(5_000);
        using var source = new SimulatedByteSource(
            new DeviceModel { Channels = random.Next(1, 5), LatencySeconds = random.NextDouble() * 0.005, BytesPerSecond = 1e6, QueueDepth = 200 }, clock, _files);
        int file = source.AddFile("a");
        ulong token = 0;
        double time = 0;
        for (int batch = 0; batch < 20; batch++)
        {
            var requests = new ReadRequest[random.Next(1, 8)];
            for (int i = 0; i < requests.Length; i++)
            {
                requests[i] = ByteSourceConformance.Read(token++, file, 0, random.Next(1, 5_000), buffer.Pointer, random.Next(4));
            }

            Assert.Equal(requests.Length, source.Submit(requests));
            double next = time + (random.NextDouble() * 0.02);
            for (; pollAlways && time < next; time += pollStep)
            {
                clock.AdvanceTo(time);
                source.Poll([]);
                source.WaitForCompletion(0);
            }

            time = next;
            clock.AdvanceTo(time);
        }

        clock.Advance(100);
        var completions = new ReadCompletion[200];
        int count = source.Poll(completions);
        Assert.Equal((int)token, count);
        return [.. completions.Take(count).Select(c => c.Token)];
    }

    private double[] CompletionTimes(DeviceModel model, int[] lengths)
    {
        using var buffer = new NativeBuffer(10_000);
        using var source = new SimulatedByteSource(model, _clock, _files);
        int file = source.AddFile("a");
        source.Submit([.. lengths.Select((length, i) => ByteSourceConformance.Read((ulong)i, file, 0, length, buffer.Pointer))]);
        var times = new double[lengths.Length];
        var completions = new ReadCompletion[1];
        for (int done = 0; done < lengths.Length;)
        {
            _clock.Advance(1e-6);
            while (source.Poll(completions) == 1)
            {
                times[completions[0].Token] = _clock.Seconds;
                done++;
            }
        }

        return times;
    }

    private static void AssertTimes(double[] expected, double[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.Second, pair.First - 1e-9, pair.First + 2e-6));
}
