namespace TurtlGraph.IO.Tests;

public sealed unsafe class UringByteSourceTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [UringFact]
    public void A_read_in_flight_is_called_back_and_its_buffer_is_free_once_it_was_polled()
    {
        using var pipe = new PipeFile();
        using var buffer = new NativeBuffer(64);
        using var source = new UringByteSource(new UringOptions { QueueDepth = 1 });
        int file = source.AddFile(pipe.Path);
        Assert.Equal(1, source.Submit([ByteSourceConformance.Read(1, file, 0, 16, buffer.Pointer)]));
        Assert.False(source.WaitForCompletion(0));

        Assert.False(source.Cancel(1));
        Assert.Equal((1ul, ReadStatus.Cancelled), TakeOne(source));

        // The kernel has let go: what comes now is for whoever asks next, wherever that is.
        pipe.Write([1, 2, 3, 4]);
        Assert.Equal(1, source.Submit([ByteSourceConformance.Read(2, file, 0, 4, buffer.Pointer + 32)]));
        Assert.Equal((2ul, ReadStatus.Ok), TakeOne(source));
        Assert.True(buffer.Span.Slice(32, 4).SequenceEqual(new byte[] { 1, 2, 3, 4 }));
        Assert.Equal(-1, buffer.Span[..32].IndexOfAnyExcept(NativeBuffer.Untouched));
    }

    [UringFact]
    public void A_read_that_is_called_back_at_once_ends_however_far_the_kernel_has_come_with_it()
    {
        const int Rounds = 2_000;
        using var pipe = new PipeFile();
        using var buffer = new NativeBuffer(64);
        using var source = new UringByteSource(new UringOptions { QueueDepth = 4 });
        int file = source.AddFile(pipe.Path);
        var random = new Random(1);
        for (ulong round = 0; round < Rounds; round++)
        {
            Assert.Equal(1, source.Submit([ByteSourceConformance.Read(round, file, 0, 8, buffer.Pointer)]));
            Thread.SpinWait(random.Next(300));
            source.Cancel(round);
            Assert.Equal((round, ReadStatus.Cancelled), TakeOne(source));
        }
    }

    [UringFact]
    public void A_place_is_not_given_again_while_the_kernel_may_still_write_for_the_read_in_it()
    {
        using var pipe = new PipeFile();
        using var silent = new PipeFile();
        using var buffer = new NativeBuffer(64);
        using var source = new UringByteSource(new UringOptions { QueueDepth = 2 });
        int file = source.AddFile(pipe.Path);
        int other = source.AddFile(silent.Path);
        source.Submit([ByteSourceConformance.Read(1, other, 0, 8, buffer.Pointer), ByteSourceConformance.Read(2, file, 0, 8, buffer.Pointer + 8)]);

        // Both are in the kernel's hands, one has been asked back: neither place is free before its completion was taken.
        source.Cancel(1);
        Assert.Equal(0, source.Submit([ByteSourceConformance.Read(3, other, 0, 8, buffer.Pointer + 16)]));
        Assert.Equal((1ul, ReadStatus.Cancelled), TakeOne(source));
        Assert.Equal(1, source.Submit([ByteSourceConformance.Read(3, other, 0, 8, buffer.Pointer + 16)]));
        Assert.Equal(0, source.Submit([ByteSourceConformance.Read(4, other, 0, 8, buffer.Pointer + 24)]));

        pipe.Write([1, 1, 1, 1, 1, 1, 1, 1]);
        Assert.Equal((2ul, ReadStatus.Ok), TakeOne(source));
        Assert.True(buffer.Span.Slice(8, 8).IndexOfAnyExcept((byte)1) < 0);
        Assert.Equal(-1, buffer.Span[..8].IndexOfAnyExcept(NativeBuffer.Untouched));
        Assert.Equal(-1, buffer.Span[16..].IndexOfAnyExcept(NativeBuffer.Untouched));
    }

    [UringFact]
    public void Cancelling_a_token_again_does_not_harm_the_read_that_has_its_place_now()
    {
        using var pipe = new PipeFile();
        using var buffer = new NativeBuffer(64);
        using var source = new UringByteSource(new UringOptions { QueueDepth = 1 });
        int file = source.AddFile(pipe.Path);
        source.Submit([ByteSourceConformance.Read(1, file, 0, 4, buffer.Pointer)]);
        source.Cancel(1);
        Assert.Equal((1ul, ReadStatus.Cancelled), TakeOne(source));
        source.Submit([ByteSourceConformance.Read(2, file, 0, 4, buffer.Pointer)]);

        Assert.False(source.Cancel(1));
        Assert.False(source.WaitForCompletion(0));
        pipe.Write([7, 7, 7, 7]);
        Assert.Equal((2ul, ReadStatus.Ok), TakeOne(source));
    }

    [UringFact]
    public void Disposing_calls_back_reads_that_would_never_end()
    {
        using var pipe = new PipeFile();
        using var buffer = new NativeBuffer(64);
        var source = new UringByteSource(new UringOptions { QueueDepth = 4, RingDepth = 2 });
        int file = source.AddFile(pipe.Path);
        for (int i = 0; i < 4; i++)
        {
            source.Submit([ByteSourceConformance.Read((ulong)i, file, 0, 8, buffer.Pointer + (i * 8))]);
        }

        source.Dispose();
        pipe.Write([1, 2, 3]);

        var completions = new ReadCompletion[8];
        Assert.Equal(4, source.Poll(completions));
        Assert.All(completions.Take(4), completion => Assert.Equal(ReadStatus.Cancelled, completion.Status));
        Assert.Equal(-1, buffer.Span.IndexOfAnyExcept(NativeBuffer.Untouched));
    }

    [UringFact]
    public void Disposing_wakes_threads_that_sleep_in_the_kernel_and_behind_it()
    {
        var source = new UringByteSource();
        var arrived = new bool?[3];
        Thread[] waiters = [.. Enumerable.Range(0, 3).Select(i => new Thread(() => arrived[i] = source.WaitForCompletion(Timeout.Infinite)))];
        Array.ForEach(waiters, waiter => waiter.Start());
        source.Dispose();
        Assert.All(waiters, waiter => Assert.True(waiter.Join(Limit)));
        Assert.All(arrived, value => Assert.False(value));
    }

    [UringFact]
    public void A_read_that_is_short_of_its_range_goes_on_until_the_range_is_full()
    {
        using var pipe = new PipeFile();
        using var buffer = new NativeBuffer(16);
        using var source = new UringByteSource(new UringOptions { QueueDepth = 1 });
        int file = source.AddFile(pipe.Path);
        source.Submit([ByteSourceConformance.Read(1, file, 0, 6, buffer.Pointer)]);
        pipe.Write([1, 2]);
        Assert.False(source.WaitForCompletion(0));
        Assert.Equal(0, source.Poll(new ReadCompletion[1]));
        pipe.Write([3, 4, 5, 6]);

        Assert.Equal((1ul, ReadStatus.Ok), TakeOne(source));
        Assert.True(buffer.Span[..6].SequenceEqual(new byte[] { 1, 2, 3, 4, 5, 6 }));
    }

    [UringFact]
    public void Reads_reach_into_registered_memory_over_its_borders_and_beside_it()
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestContent.Make(64 << 10, 1);
        using var buffer = new NativeBuffer(128 << 10);
        using var source = new UringByteSource(new UringOptions { QueueDepth = 8 });
        MemoryRegistration registration = source.RegisterMemory(buffer.Pointer + (32 << 10), 64 << 10);
        Assert.NotEqual(MemoryRegistration.Ignored, registration);
        Assert.Equal(registration == MemoryRegistration.Refused, source.Detail.Contains("not pinned", StringComparison.Ordinal));
        int file = source.AddFile(folder.Write("a.bin", content));

        foreach (int start in (int[])[0, (32 << 10) - 100, 32 << 10, 50_000, (96 << 10) - 1_000, 100 << 10])
        {
            source.Submit([ByteSourceConformance.Read(1, file, 5, 1_000, buffer.Pointer + start)]);
            Assert.Equal((1ul, ReadStatus.Ok), TakeOne(source));
            Assert.True(buffer.Span.Slice(start, 1_000).SequenceEqual(content.AsSpan(5, 1_000)));
        }
    }

    [UringFact]
    public void A_file_system_without_direct_reads_is_read_all_the_same()
    {
        const string Memory = "/dev/shm";
        if (!Directory.Exists(Memory))
        {
            return;
        }

        byte[] content = TestContent.Make(20_000, 2);
        string path = Path.Combine(Memory, $"turtl-{Guid.NewGuid():N}.bin");
        File.WriteAllBytes(path, content);
        try
        {
            using var buffer = new NativeBuffer(20_000);
            using var source = new UringByteSource(new UringOptions { Direct = true });
            int file = source.AddFile(path);
            source.Submit([ByteSourceConformance.Read(1, file, 1, 19_999, buffer.Pointer)]);
            Assert.Equal((1ul, ReadStatus.Ok), TakeOne(source));
            Assert.True(buffer.Span[..19_999].SequenceEqual(content.AsSpan(1)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [UringFact]
    public void More_files_than_the_table_has_places_are_read()
    {
        using var folder = new TemporaryFolder();
        using var buffer = new NativeBuffer(16);
        using var source = new UringByteSource(new UringOptions { RegisteredFiles = 2 });
        for (int i = 0; i < 5; i++)
        {
            int file = source.AddFile(folder.Write($"{i}.bin", [(byte)i, 9]));
            Assert.Equal(i, file);
            source.Submit([ByteSourceConformance.Read((ulong)i, file, 0, 2, buffer.Pointer)]);
            Assert.Equal(((ulong)i, ReadStatus.Ok), TakeOne(source));
            Assert.Equal(i, buffer.Span[0]);
        }
    }

    [UringFact]
    public void An_error_of_the_system_is_passed_on_by_its_number()
    {
        using var buffer = new NativeBuffer(8);
        using var source = new UringByteSource();
        int file = source.AddFile("/proc/self/mem");
        source.Submit([ByteSourceConformance.Read(1, file, 0, 8, buffer.Pointer)]);
        var completions = new ReadCompletion[1];
        while (source.Poll(completions) == 0)
        {
            source.WaitForCompletion(100);
        }

        Assert.Equal((ReadStatus.Failed, 5), (completions[0].Status, completions[0].ErrorCode));
    }

    [UringFact]
    public void A_ring_that_the_kernel_refuses_is_told_by_its_error()
    {
        Ring? ring = Ring.TryCreate(1 << 20, 1 << 21, 0, 0, out int error);
        Assert.Null(ring);
        Assert.NotEqual(0, error);
    }

    [Fact]
    public void Where_there_is_no_ring_the_reason_is_told()
    {
        bool hasRing = UringByteSource.TryCreate(new UringOptions(), out UringByteSource? source, out string refusal);
        using (source)
        {
            Assert.Equal(hasRing, source is not null);
            Assert.Equal(hasRing, refusal.Length == 0);
        }
    }

    [Theory]
    [InlineData(0, 1, 4_096, 8_192)]
    [InlineData(1, 0, 4_096, 8_192)]
    [InlineData(1, 1, 4_097, 8_192)]
    [InlineData(1, 1, 4_096, 4_096)]
    public void Options_out_of_range_are_refused(int depth, int ringDepth, int maxReadBytes, int bounceBytes)
    {
        var options = new UringOptions { QueueDepth = depth, RingDepth = ringDepth, MaxReadBytes = maxReadBytes, BounceBytes = bounceBytes };
        Assert.Throws<ArgumentOutOfRangeException>(() => UringByteSource.TryCreate(options, out _, out _));
    }

    private static (ulong Token, ReadStatus Status) TakeOne(UringByteSource source)
    {
        var completions = new ReadCompletion[1];
        var until = DateTime.UtcNow + Limit;
        while (source.Poll(completions) == 0)
        {
            Assert.True(DateTime.UtcNow < until, "the read does not end");
            source.WaitForCompletion(100);
        }

        return (completions[0].Token, completions[0].Status);
    }
}
