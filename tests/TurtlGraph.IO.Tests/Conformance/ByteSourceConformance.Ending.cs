using System.Collections.Concurrent;

namespace TurtlGraph.IO.Tests;

// Cancelling, several pollers, disposing.
public abstract unsafe partial class ByteSourceConformance
{
    [Fact]
    public void A_cancelled_read_that_was_waiting_ends_as_cancelled_and_leaves_its_destination_alone()
    {
        const int Reads = 64;
        byte[] content = TestContent.Make(Reads * 512, 9);
        using var buffer = new NativeBuffer(Reads * 512);
        using IByteSource source = Create(queueDepth: Reads);
        int file = source.AddFile(MakeFile("a.bin", content));
        var requests = new ReadRequest[Reads];
        for (int i = 0; i < Reads; i++)
        {
            requests[i] = Read((ulong)i, file, i * 512, 512, buffer.Pointer + (i * 512));
        }

        Assert.Equal(Reads, source.Submit(requests));
        var wasWaiting = new bool[Reads];
        for (int i = Reads - 1; i >= 0; i -= 2)
        {
            wasWaiting[i] = source.Cancel((ulong)i);
        }

        List<ReadCompletion> completions = Drain(source, Reads);
        Assert.Equal(Reads, completions.Count);
        Assert.Equal(Reads, completions.Select(c => c.Token).Distinct().Count());
        foreach (ReadCompletion completion in completions)
        {
            int i = (int)completion.Token;
            Span<byte> destination = buffer.Span.Slice(i * 512, 512);
            bool mayBeCalledBack = CallsBack && i % 2 == Reads % 2 + 1;
            Assert.True(completion.Status == (wasWaiting[i] ? ReadStatus.Cancelled : ReadStatus.Ok)
                || (mayBeCalledBack && completion.Status == ReadStatus.Cancelled));
            Assert.Equal(completion.Status == ReadStatus.Cancelled ? 0 : 512, completion.BytesRead);
            Assert.True(wasWaiting[i]
                ? destination.IndexOfAnyExcept(NativeBuffer.Untouched) < 0
                : completion.Status == ReadStatus.Cancelled || destination.SequenceEqual(content.AsSpan(i * 512, 512)));
        }
    }

    [Fact]
    public void Cancelling_an_unknown_or_finished_read_finds_nothing()
    {
        using var buffer = new NativeBuffer(4);
        using IByteSource source = Create(queueDepth: 4);
        int file = source.AddFile(MakeFile("a.bin", TestContent.Make(100, 10)));
        source.Submit([Read(3, file, 0, 4, buffer.Pointer)]);
        Drain(source, 1);

        Assert.False(source.Cancel(3));
        Assert.False(source.Cancel(99));
        Assert.Equal(0, source.Poll(new ReadCompletion[4]));
    }

    [Fact]
    public void A_cancelled_read_frees_its_place_in_the_queue()
    {
        using var buffer = new NativeBuffer(8);
        using IByteSource source = Create(queueDepth: 2);
        int file = source.AddFile(MakeFile("a.bin", TestContent.Make(100, 11)));
        for (ulong round = 0; round < 20; round++)
        {
            Assert.Equal(1, source.Submit([Read(round, file, 0, 4, buffer.Pointer)]));
            source.Cancel(round);
            Assert.Equal(round, Assert.Single(Drain(source, 1)).Token);
        }
    }

    [Fact]
    public void Several_threads_that_poll_get_every_completion_once()
    {
        const int Reads = 2_000;
        byte[] content = TestContent.Make(4_096, 12);
        using var buffer = new NativeBuffer(Reads * 8);
        using IByteSource source = Create(queueDepth: 64);
        int file = source.AddFile(MakeFile("a.bin", content));
        var seen = new ConcurrentBag<ReadCompletion>();
        int taken = 0;
        void PollAll()
        {
            var completions = new ReadCompletion[7];
            while (Volatile.Read(ref taken) < Reads)
            {
                int count = source.Poll(completions);
                for (int i = 0; i < count; i++)
                {
                    seen.Add(completions[i]);
                }

                Interlocked.Add(ref taken, count);
                if (count == 0)
                {
                    source.WaitForCompletion(1);
                }
            }
        }

        Thread[] pollers = [new(PollAll), new(PollAll), new(PollAll)];
        foreach (Thread poller in pollers)
        {
            poller.Start();
        }

        for (int i = 0; i < Reads;)
        {
            int accepted = source.Submit([Read((ulong)i, file, i % 4_000, 8, buffer.Pointer + (i * 8))]);
            i += accepted;
            if (accepted == 0)
            {
                LetTimePass();
                Thread.Yield();
            }
        }

        while (Volatile.Read(ref taken) < Reads)
        {
            LetTimePass();
            Thread.Yield();
        }

        Assert.All(pollers, poller => Assert.True(poller.Join(TimeSpan.FromSeconds(30))));
        Assert.Equal(Reads, seen.Count);
        Assert.Equal(Reads, seen.Select(c => c.Token).Distinct().Count());
        Assert.All(seen, c => Assert.Equal(ReadStatus.Ok, c.Status));
        for (int i = 0; i < Reads; i++)
        {
            Assert.True(buffer.Span.Slice(i * 8, 8).SequenceEqual(content.AsSpan(i % 4_000, 8)));
        }
    }

    [Fact]
    public void Disposing_with_reads_in_flight_ends_them_all_and_writes_nothing_afterwards()
    {
        const int Reads = 32;
        byte[] content = TestContent.Make(Reads * 4_096, 13);
        using var buffer = new NativeBuffer(Reads * 4_096);
        IByteSource source = Create(queueDepth: Reads);
        int file = source.AddFile(MakeFile("a.bin", content));
        for (int i = 0; i < Reads; i++)
        {
            Assert.Equal(1, source.Submit([Read((ulong)i, file, i * 4_096, 4_096, buffer.Pointer + (i * 4_096))]));
        }

        source.Dispose();
        buffer.Fill();
        var completions = new ReadCompletion[Reads * 2];
        int count = source.Poll(completions);

        Assert.Equal(Reads, count);
        Assert.Equal(Reads, completions.Take(count).Select(c => c.Token).Distinct().Count());
        Assert.All(completions.Take(count), c => Assert.True(c.Status is ReadStatus.Ok or ReadStatus.Cancelled));
        Assert.Equal(-1, buffer.Span.IndexOfAnyExcept(NativeBuffer.Untouched));
    }

    [Fact]
    public void A_disposed_source_accepts_nothing_and_may_be_disposed_again()
    {
        using var buffer = new NativeBuffer(4);
        IByteSource source = Create(queueDepth: 2);
        string path = MakeFile("a.bin", TestContent.Make(100, 14));
        int file = source.AddFile(path);
        source.Dispose();
        source.Dispose();

        Assert.Equal(0, source.Submit([Read(1, file, 0, 4, buffer.Pointer)]));
        Assert.Equal(0, source.Poll(new ReadCompletion[1]));
        Assert.False(source.WaitForCompletion(0));
        Assert.Throws<ObjectDisposedException>(() => source.AddFile(path));
    }
}
