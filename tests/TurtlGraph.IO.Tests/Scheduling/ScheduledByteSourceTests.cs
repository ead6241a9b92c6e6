namespace TurtlGraph.IO.Tests;

public sealed unsafe class ScheduledByteSourceTests : IDisposable
{
    private const double Late = double.PositiveInfinity;
    private readonly byte[] _content = TestContent.Make(1 << 20, 1);
    private readonly NativeBuffer _buffer = new(1 << 20);
    private readonly ReadCompletion[] _completions = new ReadCompletion[64];

    public void Dispose() => _buffer.Dispose();

    [Fact]
    public void Neighbours_within_the_gap_become_one_read_and_others_do_not()
    {
        var device = new ScriptedSource(_content);
        using var source = Create(device, new SchedulingOptions { DeviceDepth = 2, MaxGapBytes = 100, MaxJoinedBytes = 8192 });

        // The first two fill the device, so the rest waits together.
        source.Submit([At(0, 500_000, 10), At(1, 600_000, 10)]);
        source.Submit([At(2, 1_000, 200), At(3, 1_300, 200), At(4, 1_601, 200), At(5, 700, 200)]);
        EndAllOf(device, 2);
        Poll(source);

        Assert.Equal([(700L, 800), (1_601L, 200)], device.Open.Select(read => (read.Offset, read.Length)));
        Assert.Equal(new SchedulingCounts(4, 2, 0, 200), source.Counts);
        EndAllOf(device, 2);
        AssertBytes(Poll(source), At(2, 1_000, 200), At(3, 1_300, 200), At(4, 1_601, 200), At(5, 700, 200));
    }

    [Fact]
    public void Neighbours_whose_destinations_are_neighbours_too_go_straight_there()
    {
        var device = new ScriptedSource(_content);
        using var source = Create(device, new SchedulingOptions { DeviceDepth = 1 });
        source.Submit([At(0, 500_000, 10)]);
        ReadRequest first = Straight(1, 4_096), second = Straight(2, 8_192), third = Straight(3, 12_288);
        source.Submit([second, third, first]);
        EndAllOf(device, 1);
        Poll(source);

        ReadRequest joined = Assert.Single(device.Open);
        Assert.Equal((4_096L, 12_288), (joined.Offset, joined.Length));
        Assert.True(joined.Destination == first.Destination);
        EndAllOf(device, 1);
        Assert.Equal([1, 2, 3], Poll(source).Select(c => (int)c.Token).Order());
        Assert.True(_buffer.Span.Slice(4_096, 12_288).SequenceEqual(_content.AsSpan(4_096, 12_288)));
    }

    [Fact]
    public void What_goes_through_a_joining_buffer_is_rounded_to_the_alignment_of_the_device()
    {
        var device = new ScriptedSource(_content, alignment: 4_096);
        using var source = Create(device, new SchedulingOptions { DeviceDepth = 1 });
        source.Submit([At(0, 500_000, 10)]);
        source.Submit([At(1, 5_000, 100), At(2, 9_000, 100)]);
        EndAllOf(device, 1);
        Poll(source);

        ReadRequest joined = Assert.Single(device.Open);
        Assert.Equal((4_096L, 8_192), (joined.Offset, joined.Length));
        Assert.Equal(0, (long)joined.Destination % 4_096);
        EndAllOf(device, 1);
        AssertBytes(Poll(source), At(1, 5_000, 100), At(2, 9_000, 100));
    }

    [Fact]
    public void A_joined_read_that_fails_is_read_again_part_by_part()
    {
        var device = new ScriptedSource(_content);
        using var source = Create(device, new SchedulingOptions { DeviceDepth = 1 });
        source.Submit([At(0, 500_000, 10)]);
        source.Submit([At(1, 1_000, 100), At(2, 1_100, 100), At(3, 1_200, 100)]);
        EndAllOf(device, 1);
        Poll(source);
        Assert.Equal(300, Assert.Single(device.Open).Length);

        device.EndFirst(ReadStatus.Failed, 5);
        Assert.Empty(Poll(source));
        Assert.Equal(100, Assert.Single(device.Open).Length);
        device.EndFirst();
        ReadCompletion good = Assert.Single(Poll(source));
        device.EndFirst(ReadStatus.Failed, 5);
        ReadCompletion bad = Assert.Single(Poll(source));
        device.EndFirst();
        ReadCompletion last = Assert.Single(Poll(source));

        Assert.Equal((ReadStatus.Ok, ReadStatus.Failed, 5, ReadStatus.Ok), (good.Status, bad.Status, bad.ErrorCode, last.Status));
        Assert.Equal([1, 2, 3], new[] { good, bad, last }.Select(c => (int)c.Token).Order());
    }

    [Fact]
    public void A_long_read_is_split_and_an_urgent_one_overtakes_its_pieces()
    {
        var device = new ScriptedSource(_content);
        using var source = Create(device, new SchedulingOptions { DeviceDepth = 1, MaxReadBytes = 4_096 });
        source.Submit([At(1, 0, 10_000)]);
        source.Submit([At(2, 100_000, 50, deadline: 1)]);

        Assert.Equal((0L, 4_096), (device.Open[0].Offset, device.Open[0].Length));
        device.EndFirst();
        Assert.Empty(Poll(source));
        Assert.Equal(100_000, device.Open[0].Offset);
        device.EndFirst();
        Assert.Equal(2ul, Assert.Single(Poll(source)).Token);
        Assert.Equal((4_096L, 4_096), (device.Open[0].Offset, device.Open[0].Length));
        device.EndFirst();
        Poll(source);
        Assert.Equal((8_192L, 1_808), (device.Open[0].Offset, device.Open[0].Length));
        device.EndFirst();
        AssertBytes(Poll(source), At(1, 0, 10_000));
        Assert.Equal(1, source.Counts.SplitReads);
    }

    [Fact]
    public void Pieces_may_come_back_in_any_order_and_the_end_of_the_file_is_where_the_first_short_one_ends()
    {
        var device = new ScriptedSource(_content[..10_000]);
        using var source = Create(device, new SchedulingOptions { DeviceDepth = 8, MaxReadBytes = 4_096 });
        source.Submit([At(1, 0, 20_000)]);
        Assert.Equal(5, device.Open.Count);
        device.Open.Reverse();
        EndAllOf(device, 5);

        ReadCompletion completion = Assert.Single(Poll(source));
        Assert.Equal((ReadStatus.Short, 10_000), (completion.Status, completion.BytesRead));
        Assert.True(new ReadOnlySpan<byte>(At(1, 0, 1).Destination, 10_000).SequenceEqual(_content.AsSpan(0, 10_000)));
    }

    [Fact]
    public void Depth_and_bytes_in_flight_are_limited_and_one_read_may_always_go()
    {
        var device = new ScriptedSource(_content);
        using var source = Create(device, new SchedulingOptions { DeviceDepth = 3, MaxBytesInFlight = 10_000, MaxGapBytes = -1 });
        source.Submit([At(1, 0, 20_000), At(2, 100_000, 10), At(3, 200_000, 4_000), At(4, 300_000, 4_000), At(5, 400_000, 4_000), At(6, 500_000, 10)]);

        Assert.Equal([0L], device.Open.Select(read => read.Offset));
        device.EndFirst();
        Poll(source);
        Assert.Equal([100_000L, 200_000, 300_000], device.Open.Select(read => read.Offset));
        device.EndFirst();
        Poll(source);
        Assert.Equal([200_000L, 300_000, 400_000], device.Open.Select(read => read.Offset));
    }

    [Fact]
    public void On_a_device_that_seeks_reads_of_like_deadline_go_in_the_order_of_the_file_from_where_the_arm_is()
    {
        var device = new ScriptedSource(_content);
        using var source = Create(device, new SchedulingOptions { DeviceDepth = 1, MaxGapBytes = -1, Order = SeekOrder.On, DeadlineWindow = 1 });
        source.Submit([At(0, 400_000, 10, deadline: 5)]);
        source.Submit([At(1, 100_000, 10, deadline: 5.5), At(2, 900_000, 10, deadline: 5.9), At(3, 600_000, 10, deadline: 5), At(4, 50, 10, deadline: 9)]);

        Assert.Equal([400_000L, 600_000, 900_000, 100_000, 50], ServeAll(source, device));
    }

    [Fact]
    public void Elsewhere_the_earliest_deadline_goes_first()
    {
        var device = new ScriptedSource(_content);
        using var source = Create(device, new SchedulingOptions { DeviceDepth = 1, MaxGapBytes = -1, Order = SeekOrder.Off });
        source.Submit([At(0, 400_000, 10)]);
        source.Submit([At(1, 100_000, 10, deadline: 5.5), At(2, 900_000, 10, deadline: 5.9), At(3, 600_000, 10, deadline: 5), At(4, 50, 10)]);

        Assert.Equal([400_000L, 600_000, 100_000, 900_000, 50], ServeAll(source, device));
    }

    [Fact]
    public void A_read_that_is_joined_keeps_no_deadline_waiting_for_a_much_later_one()
    {
        var device = new ScriptedSource(_content);
        using var source = Create(device, new SchedulingOptions { DeviceDepth = 1, DeadlineWindow = 0.1 });
        source.Submit([At(0, 500_000, 10)]);
        source.Submit([At(1, 1_000, 100, deadline: 1), At(2, 1_100, 100, deadline: 1.05), At(3, 1_200, 100, deadline: 3)]);
        device.EndFirst();
        Poll(source);
        Assert.Equal((1_000L, 200), (device.Open[0].Offset, device.Open[0].Length));
    }

    [Fact]
    public void Cancelling_a_split_read_gives_no_more_pieces_to_the_device_and_calls_back_those_it_has()
    {
        var device = new ScriptedSource(_content);
        using var source = Create(device, new SchedulingOptions { DeviceDepth = 1, MaxReadBytes = 4_096 });
        source.Submit([At(1, 0, 40_000)]);

        Assert.False(source.Cancel(1));
        Assert.Equal(device.Open[0].Token, Assert.Single(device.Cancelled));
        Assert.Empty(Poll(source));
        device.EndFirst(ReadStatus.Cancelled);

        ReadCompletion completion = Assert.Single(Poll(source));
        Assert.Equal((1ul, ReadStatus.Cancelled), (completion.Token, completion.Status));
        Assert.Empty(device.Open);
    }

    [Fact]
    public void What_the_device_does_not_take_is_offered_again()
    {
        var device = new ScriptedSource(_content, queueDepth: 4);
        using var source = new ScheduledByteSource(device, new SchedulingOptions { DeviceDepth = 4, MaxGapBytes = -1 });
        source.AddFile("a");
        device.Submit([At(90, 0, 1), At(91, 0, 1), At(92, 0, 1)]);
        source.Submit([At(1, 0, 10), At(2, 100_000, 10)]);
        Assert.Equal(4, device.Open.Count);

        device.Open.RemoveRange(0, 3);
        device.EndFirst();
        Assert.Equal(1ul, Assert.Single(Poll(source)).Token);
        Assert.Single(device.Open);
    }

    [Fact]
    public void Disposing_ends_what_waits_what_was_split_and_what_the_device_has()
    {
        var device = new ScriptedSource(_content);
        var source = Create(device, new SchedulingOptions { DeviceDepth = 1, MaxReadBytes = 4_096 });
        source.Submit([At(1, 0, 40_000), At(2, 100_000, 10), At(3, 100_010, 10)]);
        source.Dispose();

        List<ReadCompletion> ended = Poll(source);
        Assert.Equal([1, 2, 3], ended.Select(c => (int)c.Token).Order());
        Assert.All(ended, c => Assert.Equal(ReadStatus.Cancelled, c.Status));
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("0", false)]
    public void Whether_a_device_seeks_is_read_from_the_device_or_the_disk_its_partition_is_on(string rotational, bool seeks)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "8:0", "queue"));
        Directory.CreateDirectory(Path.Combine(folder.Path, "8:0", "8:1"));
        File.WriteAllText(Path.Combine(folder.Path, "8:0", "queue", "rotational"), rotational + "\n");

        Assert.Equal(seeks, RotationalDevice.IsRotational(folder.Path, 8, 0));
        Assert.Equal(seeks, RotationalDevice.IsRotational(Path.Combine(folder.Path, "8:0"), 8, 1));
        Assert.False(RotationalDevice.IsRotational(folder.Path, 9, 9));
    }

    [Theory]
    [InlineData(0, 100, 200, true)]
    [InlineData(0, 101, 200, false)]
    [InlineData(10, 110, 50, true)]
    [InlineData(10, 111, 50, false)]
    [InlineData(10, 0, 40, true)]
    [InlineData(10, 0, 39, false)]
    [InlineData(0, 60, 20, true)]
    [InlineData(0, 100, 251, false)]
    public void Ranges_join_within_gap_and_size(int gap, long offset, int length, bool joins) =>
        Assert.Equal(joins, new JoinLimits(gap, 300).MayJoin(50, 100, offset, length));

    private static ScheduledByteSource Create(ScriptedSource device, SchedulingOptions options)
    {
        var source = new ScheduledByteSource(device, options);
        source.AddFile("a");
        return source;
    }

    /// <summary>A read whose destination lies apart from those of its neighbours.</summary>
    private ReadRequest At(ulong token, long offset, int length, double deadline = Late) =>
        ByteSourceConformance.Read(token, 0, offset, length, _buffer.Pointer + ((int)token * 12_000 % 900_000), deadline);

    /// <summary>A read of a block whose destination lies in memory as the block lies in the file.</summary>
    private ReadRequest Straight(ulong token, long offset) =>
        ByteSourceConformance.Read(token, 0, offset, 4_096, _buffer.Pointer + offset);

    private List<ReadCompletion> Poll(ScheduledByteSource source) => [.. _completions.AsSpan(0, source.Poll(_completions))];

    private List<long> ServeAll(ScheduledByteSource source, ScriptedSource device)
    {
        var order = new List<long>();
        while (device.Open.Count > 0)
        {
            order.Add(device.Open[0].Offset);
            device.EndFirst();
            Poll(source);
        }

        return order;
    }

    private static void EndAllOf(ScriptedSource device, int count)
    {
        for (int i = 0; i < count; i++)
        {
            device.EndFirst();
        }
    }

    private void AssertBytes(List<ReadCompletion> ended, params ReadRequest[] expected)
    {
        Assert.Equal(expected.Select(r => r.Token).Order(), ended.Select(c => c.Token).Order());
        Assert.All(ended, c => Assert.Equal(ReadStatus.Ok, c.Status));
        foreach (ReadRequest request in expected)
        {
            Assert.True(new ReadOnlySpan<byte>(request.Destination, request.Length).SequenceEqual(_content.AsSpan((int)request.Offset, request.Length)));
        }
    }
}
