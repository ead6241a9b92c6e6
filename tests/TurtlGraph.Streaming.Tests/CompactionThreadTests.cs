using System.Collections.Concurrent;
using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming.Tests;

/// <summary>Real threads that read while payloads move under them.</summary>
public class CompactionThreadTests
{
    private const int SmallCount = 60;
    private const int BigCount = 12;
    private const int GraceFrames = 8;
    private const int Readers = 3;
    private const int EnoughMoves = 120;

    [Fact]
    public void Readers_always_see_right_bytes_while_payloads_move()
    {
        TestWorld builder = new(new BundleBuilderOptions { Codec = BundleCodecChoice.None });
        byte[][] contents = new byte[SmallCount + BigCount][];
        for (int i = 0; i < contents.Length; i++)
        {
            int length = i < SmallCount ? 20_000 + (i * 500) : 300_000 + (i * 4000);
            contents[i] = TestWorld.ContentOf($"a{i}", length);
            builder.Add($"a{i}", length, System.Numerics.Vector3.Zero);
        }

        using TestWorld world = builder.Write();
        using var runtime = new AssetRuntime(new StreamingOptions
        {
            MemoryBudgetBytes = 4 << 20, MaxAssets = 1 << 10, Predictor = "none", GraceFrames = GraceFrames, FrameBudget = TimeSpan.Zero,
        });
        runtime.Open(world.Path);
        var readers = new ReaderGate[Readers];
        var failures = new ConcurrentQueue<string>();
        using var stop = new CancellationTokenSource();
        Thread[] threads = [.. Enumerable.Range(0, Readers).Select(i => new Thread(() => Read(runtime, contents, readers[i], i, failures, stop.Token)))];
        for (int i = 0; i < Readers; i++)
        {
            readers[i] = new ReaderGate();
            threads[i].Start();
        }

        try
        {
            Churn(runtime, readers, failures);
        }
        finally
        {
            stop.Cancel();
            Array.ForEach(threads, t => t.Join());
        }

        Assert.Empty(failures);
        Assert.True(runtime.Metrics.Moves >= EnoughMoves, $"{runtime.Metrics.Moves} moves");
        Assert.True(readers.Sum(r => r.Reads) > 0);
    }

    /// <summary>Asks for small and big ones in turn, and gives some back, so that free memory is scattered again and again.</summary>
    private static void Churn(AssetRuntime runtime, ReaderGate[] readers, ConcurrentQueue<string> failures)
    {
        var random = new Random(5);
        var held = new List<AssetHandle>();
        Viewer[] viewers = [new Viewer(System.Numerics.Vector3.Zero, System.Numerics.Vector3.UnitX)];
        for (int frame = 0; frame < 200_000 && runtime.Metrics.Moves < EnoughMoves && failures.IsEmpty; frame++)
        {
            if (held.Count < 40 && frame % 2 == 0)
            {
                int asset = random.Next(6) == 0 ? SmallCount + random.Next(BigCount) : random.Next(SmallCount);
                Assert.Equal(RequestResult.Accepted, runtime.Request(AssetId.FromName($"a{asset}"), new Demand { Urgency = Urgency.Critical }, out AssetHandle handle));
                held.Add(handle);
            }

            while (held.Count > 30)
            {
                int index = random.Next(held.Count);
                runtime.Release(held[index]);
                held.RemoveAt(index);
            }

            // A span is good for the grace frames, not for ever: a reader that is not let run holds the frames up.
            Array.ForEach(readers, r => r.WaitUntilWithin(runtime.FrameNumber, GraceFrames - 1));
            runtime.Update(viewers, 1.0 / 60);
            Assert.Equal(0, runtime.Metrics.BudgetViolations);
            Assert.True(runtime.Metrics.MemoryBytes <= runtime.Metrics.MemoryBudgetBytes);
        }
    }

    private static void Read(AssetRuntime runtime, byte[][] contents, ReaderGate gate, int seed, ConcurrentQueue<string> failures, CancellationToken stop)
    {
        var random = new Random(seed);
        while (!stop.IsCancellationRequested)
        {
            int asset = random.Next(contents.Length);
            long since = runtime.FrameNumber;
            gate.Enter(since);
            if (runtime.TryGet(AssetId.FromName($"a{asset}"), out AssetData data))
            {
                gate.Reads++;

                // Held as long as allowed: what is used again too early has other bytes by then.
                while (runtime.FrameNumber < since + GraceFrames - 2 && !stop.IsCancellationRequested)
                {
                    Thread.Yield();
                }

                if (!data.Bytes.SequenceEqual(contents[asset]))
                {
                    failures.Enqueue($"a{asset} did not have its own bytes");
                }
            }

            gate.Leave();
        }
    }

    private sealed class ReaderGate
    {
        private const long Outside = -1;
        private long _since = Outside;

        public long Reads { get; set; }

        public void Enter(long frame)
        {
            Volatile.Write(ref _since, frame);
            Thread.MemoryBarrier();
        }

        public void Leave() => Volatile.Write(ref _since, Outside);

        public void WaitUntilWithin(long frame, long frames)
        {
            Thread.MemoryBarrier();
            for (long since = Volatile.Read(ref _since); since != Outside && frame - since >= frames; since = Volatile.Read(ref _since))
            {
                Thread.Yield();
            }
        }
    }
}
