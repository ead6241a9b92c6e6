using System.Collections.Concurrent;

namespace TurtlGraph.IO.Tests;

// Ranges of every kind, reads that touch each other, and buffers that are used again.
public abstract unsafe partial class ByteSourceConformance
{
    [Fact]
    public void Offsets_lengths_and_destinations_of_any_alignment_deliver_their_bytes_and_nothing_else()
    {
        const int Reads = 200, Room = 20_000;
        byte[] content = TestContent.Make(70_001, 21);
        using var buffer = new NativeBuffer(Reads * Room);
        using IByteSource source = Create(queueDepth: 16);
        int file = source.AddFile(MakeFile("a.bin", content));
        var random = new Random(22);
        var requests = new ReadRequest[Reads];
        for (int i = 0; i < Reads; i++)
        {
            // Near multiples of blocks and near the end, where the borders are.
            int length = i % 3 == 0 ? random.Next(1, 17_000) : (random.Next(1, 4) * 4096) + random.Next(-1, 2);
            long offset = i % 5 == 0 ? content.Length - random.Next(1, 9_000) : (random.Next(0, 16) * 4096) + (i % 2 == 0 ? 0 : random.Next(0, 4096));
            requests[i] = Read((ulong)i, file, offset, length, buffer.Pointer + (i * Room) + 512 + (i % 4 == 0 ? 0 : random.Next(0, 600)));
        }

        List<ReadCompletion> completions = SubmitAll(source, requests);

        Assert.Equal(Reads, completions.Select(c => c.Token).Distinct().Count());
        foreach (ReadCompletion completion in completions)
        {
            ref ReadRequest request = ref requests[completion.Token];
            int there = (int)Math.Min(request.Length, content.Length - request.Offset);
            Assert.Equal(there == request.Length ? ReadStatus.Ok : ReadStatus.Short, completion.Status);
            Assert.Equal(there, completion.BytesRead);
            Assert.True(completion.Data == request.Destination);
            int start = (int)(request.Destination - buffer.Pointer);
            Assert.True(buffer.Span.Slice(start, there).SequenceEqual(content.AsSpan((int)request.Offset, there)));
            int room = (int)completion.Token * Room;
            Assert.Equal(-1, buffer.Span[room..start].IndexOfAnyExcept(NativeBuffer.Untouched));
            Assert.Equal(-1, buffer.Span[(start + there)..(room + Room)].IndexOfAnyExcept(NativeBuffer.Untouched));
        }
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(0, false)]
    [InlineData(700, false)]
    [InlineData(-300, false)]
    public void Neighbours_in_a_file_each_get_their_own_bytes(int gap, bool lieTogether)
    {
        const int Reads = 24, Length = 1_500;
        byte[] content = TestContent.Make((Reads * (Length + 700)) - 1_000, 23);
        using var buffer = new NativeBuffer(Reads * Length * 2);
        using IByteSource source = Create(queueDepth: Reads);
        int file = source.AddFile(MakeFile("a.bin", content));
        int[] order = [.. Enumerable.Range(0, Reads)];
        new Random(24).Shuffle(order);
        var requests = new ReadRequest[Reads];
        for (int i = 0; i < Reads; i++)
        {
            int place = lieTogether ? i : (i * 7) % Reads * 2;
            requests[order[i]] = Read((ulong)i, file, i * (Length + gap), Length, buffer.Pointer + (place * Length));
        }

        foreach (ReadCompletion completion in SubmitAll(source, requests))
        {
            ref ReadRequest request = ref requests[order[completion.Token]];
            int there = (int)Math.Clamp(content.Length - request.Offset, 0, Length);
            Assert.Equal((there == Length ? ReadStatus.Ok : ReadStatus.Short, there), (completion.Status, completion.BytesRead));
            Assert.True(new ReadOnlySpan<byte>(request.Destination, there).SequenceEqual(content.AsSpan((int)request.Offset, there)));
        }
    }

    [Fact]
    public void A_long_read_arrives_whole()
    {
        byte[] content = TestContent.Make((5 << 20) + 77, 25);
        using var buffer = new NativeBuffer(content.Length);
        using IByteSource source = Create(queueDepth: 4);
        int file = source.AddFile(MakeFile("a.bin", content));

        ReadCompletion completion = Assert.Single(SubmitAll(source, [Read(1, file, 3, content.Length - 3, buffer.Pointer)]));

        Assert.Equal((ReadStatus.Ok, content.Length - 3), (completion.Status, completion.BytesRead));
        Assert.True(buffer.Span[..(content.Length - 3)].SequenceEqual(content.AsSpan(3)));
    }

    [Fact]
    public void A_buffer_that_is_used_again_never_gets_the_bytes_of_an_earlier_read()
    {
        const int Slots = 8, Rounds = 50, Length = 6_000;
        byte[] content = TestContent.Make(200_000, 26);
        using var buffer = new NativeBuffer(Slots * Length);
        using IByteSource source = Create(queueDepth: Slots);
        int file = source.AddFile(MakeFile("a.bin", content));
        var random = new Random(27);
        var offsets = new int[Slots];
        var started = 0;
        void Start(int slot)
        {
            offsets[slot] = random.Next(content.Length - Length);
            Assert.Equal(1, source.Submit([Read((ulong)((started++ * Slots) + slot), file, offsets[slot], Length, buffer.Pointer + (slot * Length))]));
        }

        for (int slot = 0; slot < Slots; slot++)
        {
            Start(slot);
        }

        for (int ended = 0; ended < Rounds * Slots; ended++)
        {
            if (random.Next(3) == 0)
            {
                source.Cancel((ulong)(((started - 1 - random.Next(Slots)) * Slots) + random.Next(Slots)));
            }

            ReadCompletion completion = Assert.Single(Drain(source, 1, exactly: true));
            int slot = (int)(completion.Token % Slots);
            Span<byte> destination = buffer.Span.Slice(slot * Length, Length);
            if (completion.Status == ReadStatus.Ok)
            {
                Assert.True(destination.SequenceEqual(content.AsSpan(offsets[slot], Length)));
            }
            else
            {
                Assert.Equal(ReadStatus.Cancelled, completion.Status);
            }

            destination.Fill(NativeBuffer.Untouched);
            Start(slot);
        }
    }

    [Fact]
    public void A_thread_that_waits_wakes_for_a_read_that_is_submitted_later()
    {
        using var buffer = new NativeBuffer(64);
        using IByteSource source = Create(queueDepth: 4);
        int file = source.AddFile(MakeFile("a.bin", TestContent.Make(100, 28)));
        var taken = new ConcurrentQueue<ulong>();
        var waiter = new Thread(() =>
        {
            var completions = new ReadCompletion[1];
            while (source.Poll(completions) == 0)
            {
                source.WaitForCompletion(Timeout.Infinite);
            }

            taken.Enqueue(completions[0].Token);
        });
        waiter.Start();
        Thread.Yield();

        Assert.Equal(1, source.Submit([Read(5, file, 0, 64, buffer.Pointer)]));
        for (int i = 0; !waiter.Join(TimeSpan.FromMilliseconds(1)); i++)
        {
            Assert.True(i < 30_000);
            LetTimePass();
        }

        Assert.Equal([5ul], taken);
    }

    [Fact]
    public void Reads_of_a_thread_that_has_ended_complete()
    {
        const int Reads = 8;
        byte[] content = TestContent.Make(Reads * 30_000, 29);
        using var buffer = new NativeBuffer(content.Length);
        using IByteSource source = Create(queueDepth: Reads);
        int file = source.AddFile(MakeFile("a.bin", content));
        var submitter = new Thread(() =>
        {
            for (int i = 0; i < Reads; i++)
            {
                source.Submit([Read((ulong)i, file, i * 30_000, 30_000, buffer.Pointer + (i * 30_000))]);
            }
        });
        submitter.Start();
        submitter.Join();

        Assert.All(Drain(source, Reads), completion => Assert.Equal(ReadStatus.Ok, completion.Status));
        Assert.True(buffer.Span.SequenceEqual(content));
    }

    [Fact]
    public void Several_threads_may_submit()
    {
        const int Threads = 3, Each = 300;
        byte[] content = TestContent.Make(5_000, 30);
        using var buffer = new NativeBuffer(Threads * Each * 16);
        using IByteSource source = Create(queueDepth: 32);
        int file = source.AddFile(MakeFile("a.bin", content));
        void SubmitMine(int thread)
        {
            for (int i = thread * Each; i < (thread + 1) * Each;)
            {
                int taken = source.Submit([Read((ulong)i, file, i, 16, buffer.Pointer + (i * 16))]);
                i += taken;
                if (taken == 0)
                {
                    Thread.Yield();
                }
            }
        }

        Thread[] submitters = [.. Enumerable.Range(0, Threads).Select(thread => new Thread(() => SubmitMine(thread)))];
        Array.ForEach(submitters, thread => thread.Start());
        List<ReadCompletion> completions = Drain(source, Threads * Each);
        Assert.All(submitters, thread => Assert.True(thread.Join(TimeSpan.FromSeconds(30))));

        Assert.Equal(Threads * Each, completions.Select(c => c.Token).Distinct().Count());
        for (int i = 0; i < Threads * Each; i++)
        {
            Assert.True(buffer.Span.Slice(i * 16, 16).SequenceEqual(content.AsSpan(i, 16)));
        }
    }

    /// <summary>Submits everything, as the queue takes it, and returns all completions.</summary>
    internal List<ReadCompletion> SubmitAll(IByteSource source, ReadOnlySpan<ReadRequest> requests)
    {
        var all = new List<ReadCompletion>();
        int submitted = 0;
        while (all.Count < requests.Length)
        {
            submitted += source.Submit(requests[submitted..]);
            all.AddRange(Drain(source, 1));
        }

        return all;
    }
}
