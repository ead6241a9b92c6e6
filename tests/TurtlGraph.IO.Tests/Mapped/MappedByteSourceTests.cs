namespace TurtlGraph.IO.Tests;

public sealed unsafe class MappedByteSourceTests
{
    [Fact]
    public void A_trusted_file_is_served_without_a_copy()
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestContent.Make(10_000, 1);
        using var source = new MappedByteSource(new MappedOptions { Trusted = true });
        int file = source.AddFile(folder.Write("a.bin", content));

        ReadCompletion whole = ReadOne(source, file, 100, 5_000);
        ReadCompletion end = ReadOne(source, file, 9_000, 5_000);
        ReadCompletion behind = ReadOne(source, file, 10_000, 1);

        Assert.Equal((ReadStatus.Ok, 5_000), (whole.Status, whole.BytesRead));
        Assert.True(new ReadOnlySpan<byte>(whole.Data, 5_000).SequenceEqual(content.AsSpan(100, 5_000)));
        Assert.Equal((ReadStatus.Short, 1_000), (end.Status, end.BytesRead));
        Assert.True(end.Data == whole.Data + 8_900);
        Assert.Equal((ReadStatus.Short, 0), (behind.Status, behind.BytesRead));
        Assert.True(behind.Data == null);
    }

    [Fact]
    public void A_scheduler_in_front_passes_pointers_on_and_never_joins_or_splits_such_reads()
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestContent.Make(20_000, 1);
        using var source = new ScheduledByteSource(new MappedByteSource(new MappedOptions { Trusted = true }), new SchedulingOptions { DeviceDepth = 1, MaxReadBytes = 4_096 });
        int file = source.AddFile(folder.Write("a.bin", content));
        var requests = new ReadRequest[8];
        for (int i = 0; i < requests.Length; i++)
        {
            requests[i] = ByteSourceConformance.Read((ulong)i, file, i * 1_000, 10_000, null);
        }

        Assert.Equal(8, source.Submit(requests));
        var completions = new ReadCompletion[8];
        for (int taken = 0; taken < 8;)
        {
            source.WaitForCompletion(1_000);
            taken += source.Poll(completions.AsSpan(taken));
        }

        Assert.Equal(new SchedulingCounts(8, 0, 0, 0), source.Counts);
        Assert.All(completions, c => Assert.True(new ReadOnlySpan<byte>(c.Data, 10_000).SequenceEqual(content.AsSpan((int)c.Token * 1_000, 10_000))));
    }

    [Fact]
    public void A_file_that_is_not_trusted_lends_no_memory()
    {
        using var folder = new TemporaryFolder();
        using var source = new MappedByteSource();
        int file = source.AddFile(folder.Write("a.bin", TestContent.Make(100, 1)));

        ReadCompletion completion = ReadOne(source, file, 0, 10);

        Assert.Equal(ReadStatus.Failed, completion.Status);
        Assert.True(completion.Data == null);
    }

    [Fact]
    public void A_file_that_was_cut_after_it_was_opened_fails_and_does_not_end_the_process()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var folder = new TemporaryFolder();
        using var buffer = new NativeBuffer(50_000);
        using var source = new MappedByteSource();
        string path = folder.Write("a.bin", TestContent.Make(50_000, 1));
        int file = source.AddFile(path);
        using (var cut = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            cut.SetLength(100);
        }

        source.Submit([ByteSourceConformance.Read(1, file, 0, 50_000, buffer.Pointer)]);
        Assert.Equal(ReadStatus.Failed, TakeOne(source).Status);
    }

    private static ReadCompletion ReadOne(MappedByteSource source, int file, long offset, int length)
    {
        Assert.Equal(1, source.Submit([ByteSourceConformance.Read(1, file, offset, length, null)]));
        return TakeOne(source);
    }

    private static ReadCompletion TakeOne(MappedByteSource source)
    {
        var completions = new ReadCompletion[1];
        while (source.Poll(completions) == 0)
        {
            source.WaitForCompletion(1_000);
        }

        return completions[0];
    }
}
