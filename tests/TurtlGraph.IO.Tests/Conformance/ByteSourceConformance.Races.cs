using System.Diagnostics;
using System.Globalization;

namespace TurtlGraph.IO.Tests;

// What only shows when threads meet at a bad moment; TURTL_STRESS_OPERATIONS makes the runs longer (100 000 for minutes).
public abstract unsafe partial class ByteSourceConformance
{
    private static readonly int StressOperations = int.Parse(
        Environment.GetEnvironmentVariable("TURTL_STRESS_OPERATIONS") ?? "500", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Sleeping_pollers_wake_for_every_single_read(int pollers)
    {
        using var buffer = new NativeBuffer(64);
        using IByteSource source = Create(queueDepth: 8);
        int file = source.AddFile(MakeFile("a.bin", TestContent.Make(4_096, 31)));
        int taken = 0;
        bool isOver = false;
        void PollAll()
        {
            var completions = new ReadCompletion[4];
            while (!Volatile.Read(ref isOver))
            {
                Interlocked.Add(ref taken, source.Poll(completions));
                source.WaitForCompletion(5_000);
            }
        }

        Thread[] threads = [.. Enumerable.Range(0, pollers).Select(_ => new Thread(PollAll))];
        Array.ForEach(threads, thread => thread.Start());
        var random = new Random(32);
        try
        {
            for (int i = 0; i < StressOperations; i++)
            {
                Thread.SpinWait(random.Next(2_000));
                Assert.Equal(1, source.Submit([Read((ulong)i, file, i % 4_000, 8, buffer.Pointer)]));
                long since = Stopwatch.GetTimestamp();
                while (Volatile.Read(ref taken) <= i)
                {
                    LetTimePass();
                    Thread.Yield();
                    Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(4), $"read {i} was left lying while {pollers} threads slept");
                }
            }
        }
        finally
        {
            Volatile.Write(ref isOver, true);
            source.Dispose();
            Assert.All(threads, thread => Assert.True(thread.Join(TimeSpan.FromSeconds(30))));
        }
    }

    [Fact]
    public void Disposing_while_others_submit_and_poll_ends_every_accepted_read_once()
    {
        const int Rounds = 20;
        string path = MakeFile("a.bin", TestContent.Make(64 * 1024, 33));
        using var buffer = new NativeBuffer(64);
        for (int round = 0; round < Rounds; round++)
        {
            IByteSource source = Create(queueDepth: 16);
            int file = source.AddFile(path);
            int accepted = 0, taken = 0;
            bool isDisposed = false;
            var submitter = new Thread(() =>
            {
                while (!Volatile.Read(ref isDisposed))
                {
                    accepted += source.Submit([Read((ulong)accepted, file, accepted % 60_000, 8, buffer.Pointer), Read((ulong)accepted + 1, file, 9, 8, buffer.Pointer + 8)]);
                    LetTimePass();
                }
            });
            var poller = new Thread(() =>
            {
                var completions = new ReadCompletion[8];
                while (!Volatile.Read(ref isDisposed))
                {
                    taken += source.Poll(completions);
                }
            });
            submitter.Start();
            poller.Start();
            Thread.SpinWait(round * 1_000);
            source.Dispose();
            Volatile.Write(ref isDisposed, true);
            Assert.True(submitter.Join(TimeSpan.FromSeconds(30)) && poller.Join(TimeSpan.FromSeconds(30)));

            var rest = new ReadCompletion[32];
            for (int count = -1; count != 0; taken += count)
            {
                count = source.Poll(rest);
            }

            Assert.Equal(accepted, taken);
        }
    }
}
