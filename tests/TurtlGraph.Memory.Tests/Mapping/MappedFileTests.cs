namespace TurtlGraph.Memory.Tests;

public sealed class MappedFileTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_range_reads_as_it_is_in_the_file(bool trusted)
    {
        using var sample = new SampleFile(200_001);
        using MappedFile file = MappedFile.Open(sample.Path, new MappedFileOptions { Trusted = trusted });
        Assert.Equal(sample.Bytes.Length, file.Length);
        var random = new Random(1);
        for (int i = 0; i < 200; i++)
        {
            int offset = random.Next(sample.Bytes.Length + 1);
            var bytes = new byte[random.Next(sample.Bytes.Length - offset + 1)];
            Assert.Equal(MappedReadStatus.Ok, file.TryRead(offset, bytes));
            Assert.True(bytes.AsSpan().SequenceEqual(sample.Bytes.AsSpan(offset, bytes.Length)));
        }
    }

    [Fact]
    public unsafe void A_trusted_map_hands_out_its_bytes_and_another_refuses_to()
    {
        using var sample = new SampleFile(9000);
        using MappedFile trusted = MappedFile.Open(sample.Path, new MappedFileOptions { Trusted = true });
        using MappedFile other = MappedFile.Open(sample.Path);
        Assert.True(trusted.Span(100, 8900).SequenceEqual(sample.Bytes.AsSpan(100)));
        Assert.Equal(sample.Bytes[4097], trusted.Pointer[4097]);
        Assert.Contains(nameof(MappedFileOptions.Trusted), Assert.Throws<InvalidOperationException>(() => other.Span(0, 1).Length).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => (nint)other.Pointer);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(101, 0)]
    [InlineData(100, 1)]
    [InlineData(0, 101)]
    [InlineData(long.MaxValue, 1)]
    public void A_range_outside_the_file_is_refused(long offset, int length)
    {
        using var sample = new SampleFile(100);
        using MappedFile file = MappedFile.Open(sample.Path);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.TryRead(offset, new byte[length]));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Read(offset, new byte[length]));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.TryAdvise(offset, length, MappedAdvice.WillNeed));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.TryLock(offset, length));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.TryCountResident(offset, length, out _));
    }

    [Fact]
    public unsafe void An_empty_file_has_nothing_to_read_or_hint()
    {
        using var sample = new SampleFile(0);
        var options = new MappedFileOptions { Trusted = true, PopulateBytes = long.MaxValue, LockBytes = 1, HugePages = true, Access = MappedAccess.Random };
        using MappedFile file = MappedFile.Open(sample.Path, options);
        Assert.Equal(0, file.Length);
        Assert.True(file.Pointer == null);
        Assert.Equal(MappedReadStatus.Ok, file.TryRead(0, []));
        Assert.False(file.TryLock(0, 0));
        file.PrefetchAhead(0);
    }

    [Fact]
    public void What_is_not_a_file_is_refused_at_once()
    {
        using var sample = new SampleFile(1);
        Assert.Throws<FileNotFoundException>(() => MappedFile.Open(sample.Beside("none")));
        string folder = Path.GetDirectoryName(sample.Path)!;
        Exception error = Assert.ThrowsAny<Exception>(() => MappedFile.Open(folder));
        Assert.True(error is IOException or UnauthorizedAccessException);
    }

    [UnixFact]
    public async Task A_pipe_without_a_writer_is_refused_without_waiting_for_one()
    {
        using var sample = new SampleFile(1);
        string pipe = sample.Beside("pipe");
        Assert.Equal(0, UnixCalls.MakePipe(pipe, 0x180));
        var error = await Assert.ThrowsAsync<IOException>(() => Task.Run(() => MappedFile.Open(pipe)).WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains("pipe", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_profile_counts_address_space_while_the_file_is_open()
    {
        using var sample = new SampleFile(123_456);
        var profile = new MemoryProfile();
        using (MappedFile.Open(sample.Path, new MappedFileOptions { Name = "world", Profile = profile }))
        {
            OwnerFigures open = profile.Snapshot().Owner("world", MemoryTier.Mapped);
            Assert.Equal(123_456, open.Figures.CurrentBytes);
            Assert.Equal(123_456, open.Figures.CommittedBytes);
        }

        OwnerFigures closed = profile.Snapshot().Owner("world", MemoryTier.Mapped);
        Assert.Equal(0, closed.Figures.CommittedBytes);
        Assert.Equal(123_456, closed.Figures.PeakBytes);
    }

    [Fact]
    public void A_closed_file_is_not_used()
    {
        using var sample = new SampleFile(10);
        MappedFile file = MappedFile.Open(sample.Path, new MappedFileOptions { Trusted = true });
        file.Dispose();
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.TryRead(0, new byte[1]));
        Assert.Throws<ObjectDisposedException>(() => file.Span(0, 1).Length);
        Assert.Throws<ObjectDisposedException>(() => file.TryLock(0, 1));
        Assert.Throws<ObjectDisposedException>(() => file.PrefetchAhead(0));
    }

    [Fact]
    public void Many_threads_read_at_once()
    {
        using var sample = new SampleFile(1 << 20);
        using MappedFile file = MappedFile.Open(sample.Path);
        Parallel.For(0, 400, i =>
        {
            var bytes = new byte[5000];
            long offset = (i * 7919L) % (sample.Bytes.Length - bytes.Length);
            Assert.Equal(MappedReadStatus.Ok, file.TryRead(offset, bytes));
            Assert.True(bytes.AsSpan().SequenceEqual(sample.Bytes.AsSpan((int)offset, bytes.Length)));
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reading_allocates_nothing(bool trusted)
    {
        using var sample = new SampleFile(100_000);
        using MappedFile file = MappedFile.Open(sample.Path, new MappedFileOptions { Trusted = trusted });
        var bytes = new byte[3000];
        file.TryRead(0, bytes);
        file.PrefetchAhead(0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            file.TryRead(i * 1000, bytes);
            file.PrefetchAhead(i * 1000);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Options_out_of_their_range_are_refused()
    {
        using var sample = new SampleFile(1);
        foreach (MappedFileOptions options in new MappedFileOptions[]
        {
            new() { Name = "" }, new() { LockBytes = -1 }, new() { PopulateBytes = -1 }, new() { WillNeedBytes = -1 },
            new() { PrefetchWindowBytes = 1 }, new() { PrefetchDistanceBytes = -1 }, new() { Access = (MappedAccess)7 },
        })
        {
            Assert.ThrowsAny<ArgumentException>(() => MappedFile.Open(sample.Path, options));
        }
    }
}
