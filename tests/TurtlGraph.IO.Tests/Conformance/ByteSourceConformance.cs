using System.Diagnostics;

namespace TurtlGraph.IO.Tests;

/// <summary>What every byte source must do; each source derives from it.</summary>
public abstract unsafe partial class ByteSourceConformance : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Whether completions come out in the order of deadlines when reads cannot overlap.</summary>
    protected virtual bool ServesOneAtATime => false;

    /// <summary>Whether a read in flight that is cancelled may end as cancelled.</summary>
    protected virtual bool CallsBack => false;

    protected abstract IByteSource Create(int queueDepth);

    /// <summary>Makes a file and returns the path by which the source opens it.</summary>
    protected virtual string MakeFile(string name, byte[] content) => _folder.Write(name, content);

    /// <summary>Lets a source whose time stands still move on.</summary>
    protected virtual void LetTimePass() { }

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void A_read_delivers_exactly_the_bytes_of_its_range()
    {
        byte[] content = TestContent.Make(10_000, seed: 1);
        using var buffer = new NativeBuffer(1_500);
        using IByteSource source = Create(queueDepth: 4);
        int file = source.AddFile(MakeFile("a.bin", content));

        Assert.Equal(1, source.Submit([Read(7, file, 1_234, 1_000, buffer.Pointer + 100)]));
        ReadCompletion completion = Assert.Single(Drain(source, 1));

        Assert.Equal(7ul, completion.Token);
        Assert.Equal(ReadStatus.Ok, completion.Status);
        Assert.Equal(1_000, completion.BytesRead);
        Assert.True(buffer.Span.Slice(100, 1_000).SequenceEqual(content.AsSpan(1_234, 1_000)));
        Assert.Equal(-1, buffer.Span[..100].IndexOfAnyExcept(NativeBuffer.Untouched));
        Assert.Equal(-1, buffer.Span[1_100..].IndexOfAnyExcept(NativeBuffer.Untouched));
    }

    [Fact]
    public void Every_accepted_read_of_many_batches_completes_once_with_its_own_bytes()
    {
        const int Reads = 500;
        byte[][] contents = [TestContent.Make(50_000, 2), TestContent.Make(3_000, 3)];
        using var buffer = new NativeBuffer(Reads * 256);
        using IByteSource source = Create(queueDepth: 32);
        int[] files = [source.AddFile(MakeFile("a.bin", contents[0])), source.AddFile(MakeFile("b.bin", contents[1]))];
        var random = new Random(4);
        var requests = new ReadRequest[Reads];
        for (int i = 0; i < Reads; i++)
        {
            int which = random.Next(2);
            int length = random.Next(1, 257);
            long offset = random.Next(contents[which].Length - length);
            requests[i] = Read((ulong)i, files[which], offset, length, buffer.Pointer + (i * 256), random.Next(10));
        }

        var seen = new int[Reads];
        int submitted = 0;
        int completed = 0;
        while (completed < Reads)
        {
            submitted += source.Submit(requests.AsSpan(submitted, Math.Min(Reads - submitted, random.Next(1, 40))));
            foreach (ReadCompletion completion in Drain(source, 1))
            {
                Assert.Equal(ReadStatus.Ok, completion.Status);
                seen[completion.Token]++;
                completed++;
            }
        }

        Assert.All(seen, count => Assert.Equal(1, count));
        Assert.Equal(0, source.Poll(new ReadCompletion[4]));
        for (int i = 0; i < Reads; i++)
        {
            byte[] content = contents[requests[i].File == files[0] ? 0 : 1];
            Assert.True(buffer.Span.Slice(i * 256, requests[i].Length).SequenceEqual(content.AsSpan((int)requests[i].Offset, requests[i].Length)));
        }
    }

    [Fact]
    public void A_full_queue_accepts_a_prefix_and_takes_the_rest_after_polling()
    {
        using var buffer = new NativeBuffer(20);
        using IByteSource source = Create(queueDepth: 8);
        int file = source.AddFile(MakeFile("a.bin", TestContent.Make(100, 5)));
        var requests = new ReadRequest[20];
        for (int i = 0; i < requests.Length; i++)
        {
            requests[i] = Read((ulong)i, file, i, 1, buffer.Pointer + i);
        }

        Assert.Equal(8, source.QueueDepth);
        Assert.Equal(8, source.Submit(requests));
        Assert.Equal(0, source.Submit(requests.AsSpan(8)));
        List<ReadCompletion> first = Drain(source, 3, exactly: true);
        Assert.Equal(3, first.Count);
        Assert.Equal(3, source.Submit(requests.AsSpan(8)));
        List<ReadCompletion> second = Drain(source, 8);

        Assert.Equal(Enumerable.Range(0, 11).Select(i => (ulong)i), first.Concat(second).Select(c => c.Token).Order());
    }

    [Fact]
    public void An_empty_batch_is_accepted_and_nothing_completes()
    {
        using IByteSource source = Create(queueDepth: 2);
        Assert.Equal(0, source.Submit([]));
        LetTimePass();
        Assert.Equal(0, source.Poll(new ReadCompletion[2]));
        Assert.False(source.WaitForCompletion(0));
    }

    [Theory]
    [InlineData(900, 200, 100)]
    [InlineData(1_000, 50, 0)]
    [InlineData(5_000, 50, 0)]
    public void A_range_over_the_end_of_the_file_is_short(long offset, int length, int expected)
    {
        byte[] content = TestContent.Make(1_000, 6);
        using var buffer = new NativeBuffer(200);
        using IByteSource source = Create(queueDepth: 2);
        int file = source.AddFile(MakeFile("a.bin", content));

        source.Submit([Read(1, file, offset, length, buffer.Pointer)]);
        ReadCompletion completion = Assert.Single(Drain(source, 1));

        Assert.Equal(ReadStatus.Short, completion.Status);
        Assert.Equal(expected, completion.BytesRead);
        Assert.Equal(-1, buffer.Span[expected..].IndexOfAnyExcept(NativeBuffer.Untouched));
        Assert.True(buffer.Span[..expected].SequenceEqual(content.AsSpan((int)Math.Min(offset, 1_000), expected)));
    }

    [Theory]
    [InlineData(5, 0, 10)]
    [InlineData(-1, 0, 10)]
    [InlineData(0, -1, 10)]
    [InlineData(0, 0, 0)]
    [InlineData(0, 0, -5)]
    public void An_unknown_file_or_an_impossible_range_fails_with_an_error_number(int file, long offset, int length)
    {
        using var buffer = new NativeBuffer(16);
        using IByteSource source = Create(queueDepth: 2);
        source.AddFile(MakeFile("a.bin", TestContent.Make(100, 7)));

        Assert.Equal(1, source.Submit([Read(1, file, offset, length, buffer.Pointer)]));
        ReadCompletion completion = Assert.Single(Drain(source, 1));

        Assert.Equal(ReadStatus.Failed, completion.Status);
        Assert.NotEqual(0, completion.ErrorCode);
        Assert.Equal(0, completion.BytesRead);
        Assert.Equal(-1, buffer.Span.IndexOfAnyExcept(NativeBuffer.Untouched));
    }

    [Fact]
    public void A_file_that_does_not_exist_is_refused_by_name()
    {
        using IByteSource source = Create(queueDepth: 2);
        string missing = Path.Combine("no", "such", "world.turtl");
        var error = Assert.Throws<ByteSourceException>(() => source.AddFile(missing));
        Assert.Contains(missing, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Waiting_reads_are_served_by_deadline_and_equal_ones_by_age()
    {
        if (!ServesOneAtATime)
        {
            return;
        }

        using var buffer = new NativeBuffer(8);
        using IByteSource source = Create(queueDepth: 8);
        int file = source.AddFile(MakeFile("a.bin", TestContent.Make(100, 8)));
        double[] deadlines = [double.PositiveInfinity, 3, 1, 3, 0.5, double.PositiveInfinity];
        var requests = new ReadRequest[deadlines.Length];
        for (int i = 0; i < requests.Length; i++)
        {
            requests[i] = Read((ulong)i, file, i, 1, buffer.Pointer + i, deadlines[i]);
        }

        Assert.Equal(requests.Length, source.Submit(requests));
        Assert.Equal([4, 2, 1, 3, 0, 5], Drain(source, requests.Length).Select(c => (int)c.Token));
    }

    internal static ReadRequest Read(ulong token, int file, long offset, int length, byte* destination, double deadline = double.PositiveInfinity) =>
        new() { Token = token, File = file, Offset = offset, Length = length, Destination = destination, Deadline = deadline };

    /// <summary>Polls until at least <paramref name="atLeast"/> completions have come.</summary>
    internal List<ReadCompletion> Drain(IByteSource source, int atLeast, bool exactly = false)
    {
        var all = new List<ReadCompletion>();
        var completions = new ReadCompletion[64];
        long start = Stopwatch.GetTimestamp();
        while (all.Count < atLeast)
        {
            int count = source.Poll(completions.AsSpan(0, exactly ? Math.Min(atLeast - all.Count, completions.Length) : completions.Length));
            all.AddRange(completions.AsSpan(0, count));
            if (count == 0)
            {
                Assert.True(Stopwatch.GetElapsedTime(start).TotalSeconds < 30, $"only {all.Count} of {atLeast} reads completed");
                LetTimePass();
                source.WaitForCompletion(10);
            }
        }

        return all;
    }
}
