namespace TurtlGraph.IO.Tests;

public sealed unsafe class PreadByteSourceTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public void A_free_worker_takes_the_earliest_deadline_and_then_the_oldest()
    {
        var store = new GatedStore();
        using var buffer = new NativeBuffer(8);
        using var source = new PreadByteSource(new PreadOptions { Workers = 1 }, store);
        source.Submit([Request(0, buffer)]);
        Assert.True(store.Arrivals.Wait(Limit));
        source.Submit([Request(1, buffer), Request(2, buffer, 5), Request(3, buffer, 2), Request(4, buffer, 5), Request(5, buffer)]);

        store.Open(6);
        for (int i = 0; i < 5; i++)
        {
            Assert.True(store.Arrivals.Wait(Limit));
        }

        Assert.Equal([0ul, 3ul, 2ul, 4ul, 1ul, 5ul], store.Started);
    }

    [Fact]
    public void A_waiting_read_is_cancelled_at_once_and_a_running_one_runs_to_its_end()
    {
        var store = new GatedStore();
        using var buffer = new NativeBuffer(8);
        using var source = new PreadByteSource(new PreadOptions { Workers = 1 }, store);
        source.Submit([Request(0, buffer)]);
        Assert.True(store.Arrivals.Wait(Limit));
        source.Submit([Request(1, buffer)]);

        Assert.False(source.Cancel(0));
        Assert.True(source.Cancel(1));
        Assert.False(source.Cancel(1));

        // The worker still hangs in read 0: the cancelled read does not wait for it.
        var completions = new ReadCompletion[2];
        Assert.Equal(1, source.Poll(completions));
        Assert.Equal((1ul, ReadStatus.Cancelled), (completions[0].Token, completions[0].Status));

        store.Open(1);
        Assert.True(source.WaitForCompletion(30_000));
        Assert.Equal(1, source.Poll(completions));
        Assert.Equal((0ul, ReadStatus.Ok), (completions[0].Token, completions[0].Status));
        Assert.Equal([0ul], store.Started);
    }

    [Fact]
    public void Workers_read_at_the_same_time()
    {
        var store = new GatedStore();
        using var buffer = new NativeBuffer(8);
        using var source = new PreadByteSource(new PreadOptions { Workers = 3 }, store);
        source.Submit([Request(0, buffer), Request(1, buffer), Request(2, buffer)]);
        for (int i = 0; i < 3; i++)
        {
            Assert.True(store.Arrivals.Wait(Limit));
        }

        store.Open(3);
    }

    [Fact]
    public void Disposing_waits_for_the_running_read_and_cancels_the_waiting_ones()
    {
        var store = new GatedStore();
        using var buffer = new NativeBuffer(8);
        var source = new PreadByteSource(new PreadOptions { Workers = 1 }, store);
        source.Submit([Request(0, buffer)]);
        Assert.True(store.Arrivals.Wait(Limit));
        source.Submit([Request(1, buffer), Request(2, buffer)]);

        var disposing = new Thread(source.Dispose);
        disposing.Start();
        var completions = new ReadCompletion[4];
        int cancelled = 0;
        while (cancelled < 2)
        {
            cancelled += source.Poll(completions);
        }

        Assert.False(store.IsDisposed);
        store.Open(1);
        Assert.True(disposing.Join(Limit));
        Assert.True(store.IsDisposed);
        Assert.Equal(0, store.WritesAfterDispose);
        Assert.Equal(1, source.Poll(completions));
        Assert.Equal((0ul, ReadStatus.Ok), (completions[0].Token, completions[0].Status));
    }

    [Fact]
    public void Disposing_wakes_a_thread_that_waits_for_a_completion()
    {
        var source = new PreadByteSource(new PreadOptions { Workers = 1 });
        bool? arrived = null;
        var waiter = new Thread(() => arrived = source.WaitForCompletion(Timeout.Infinite));
        waiter.Start();
        source.Dispose();
        Assert.True(waiter.Join(Limit));
        Assert.False(arrived);
    }

    [Fact]
    public void A_read_longer_than_one_call_may_be_is_put_together()
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestContent.Make(3 * 4_096 + 17, 1);
        using var buffer = new NativeBuffer(content.Length);
        using var source = new PreadByteSource(new PreadOptions { Workers = 1, MaxReadBytes = 4_096 });
        int file = source.AddFile(folder.Write("a.bin", content));

        source.Submit([ByteSourceConformance.Read(1, file, 0, content.Length, buffer.Pointer)]);
        Assert.True(source.WaitForCompletion(30_000));
        var completions = new ReadCompletion[1];
        Assert.Equal(1, source.Poll(completions));

        Assert.Equal(ReadStatus.Ok, completions[0].Status);
        Assert.True(buffer.Span.SequenceEqual(content));
    }

    [Fact]
    public void A_folder_is_refused_by_name_with_the_reason()
    {
        using var folder = new TemporaryFolder();
        using var source = new PreadByteSource();
        var error = Assert.Throws<ByteSourceException>(() => source.AddFile(folder.Path));
        Assert.Contains(folder.Path, error.Message, StringComparison.Ordinal);
        Assert.Contains("folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_of_the_operating_system_is_passed_on_by_its_number()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // Address 0 of a process is never mapped: reading it fails with EIO.
        using var buffer = new NativeBuffer(8);
        using var source = new PreadByteSource(new PreadOptions { Workers = 1 });
        int file = source.AddFile("/proc/self/mem");
        source.Submit([ByteSourceConformance.Read(1, file, 0, 8, buffer.Pointer)]);
        Assert.True(source.WaitForCompletion(30_000));
        var completions = new ReadCompletion[1];
        Assert.Equal(1, source.Poll(completions));
        Assert.Equal((ReadStatus.Failed, 5), (completions[0].Status, completions[0].ErrorCode));
    }

    [Theory]
    [InlineData(0, 1, 4_096)]
    [InlineData(1, 0, 4_096)]
    [InlineData(1, 1, 4_095)]
    [InlineData(257, 1, 4_096)]
    public void Options_out_of_range_are_refused(int workers, int depth, int maxReadBytes)
    {
        var options = new PreadOptions { Workers = workers, QueueDepth = depth, MaxReadBytes = maxReadBytes };
        Assert.Throws<ArgumentOutOfRangeException>(() => new PreadByteSource(options));
    }

    private static ReadRequest Request(ulong token, NativeBuffer buffer, double deadline = double.PositiveInfinity) =>
        ByteSourceConformance.Read(token, 0, 0, 4, buffer.Pointer, deadline);
}
