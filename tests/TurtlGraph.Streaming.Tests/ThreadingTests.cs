using System.Numerics;
using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming.Tests;

/// <summary>Real threads, real files: the calls from any thread against a running frame thread.</summary>
public class ThreadingTests
{
    private const int Assets = 200;
    private const int Length = 20_000;
    private const int RequestsPerThread = 3000;

    [Fact]
    public void Threads_that_request_read_pin_cancel_and_release_only_ever_see_right_bytes_and_every_request_ends()
    {
        using TestWorld world = new TestWorld().AddMany("a", Assets, Length, spacing: 5).Write();
        byte[][] expected = [.. Enumerable.Range(0, Assets).Select(i => TestWorld.ContentOf($"a{i}", Length))];
        using var runtime = new AssetRuntime(new StreamingOptions { MemoryBudgetBytes = 4 << 20, MaxAssets = 1 << 12, Predictor = "none", RequestTimeout = TimeSpan.FromSeconds(30) });
        runtime.Open(world.Path);
        var failures = new System.Collections.Concurrent.ConcurrentQueue<string>();
        int running = 4;
        Thread[] players = [.. Enumerable.Range(0, 4).Select(seed => new Thread(() =>
        {
            try
            {
                Play(runtime, expected, seed, failures);
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        }))];
        Array.ForEach(players, p => p.Start());
        Viewer[] viewers = [new Viewer(Vector3.Zero, Vector3.UnitX)];

        // The players may be done before the first update.
        do
        {
            runtime.Update(viewers, 0.001);
            Assert.Equal(0, runtime.Metrics.BudgetViolations);
            Thread.Yield();
        }
        while (Volatile.Read(ref running) > 0 || runtime.Metrics.RequestsOpen > 0);

        Assert.Empty(failures);
        Assert.True(runtime.Metrics.RequestsTotal > 0);
        Assert.Equal(0, runtime.Metrics.VerifyFailures);
        Assert.Equal(runtime.Metrics.RequestsTotal, runtime.Metrics.RequestsReady + runtime.Metrics.RequestsCancelled + runtime.Metrics.RequestsFailed);
    }

    private static void Play(AssetRuntime runtime, byte[][] expected, int seed, System.Collections.Concurrent.ConcurrentQueue<string> failures)
    {
        var random = new Random(seed);
        var held = new Queue<(AssetHandle Handle, int Asset)>();
        for (int i = 0; i < RequestsPerThread; i++)
        {
            int asset = random.Next(Assets);
            if (runtime.Request(AssetId.FromName($"a{asset}"), new Demand(), out AssetHandle handle) == RequestResult.Accepted)
            {
                held.Enqueue((handle, asset));
            }

            if (random.Next(8) == 0 && held.TryPeek(out (AssetHandle Handle, int Asset) first))
            {
                runtime.Cancel(first.Handle);
            }

            foreach ((AssetHandle Handle, int Asset) item in held)
            {
                Check(runtime, item.Handle, expected[item.Asset], failures);
            }

            while (held.Count > 16)
            {
                Give(runtime, held.Dequeue().Handle);
            }
        }

        while (held.TryDequeue(out (AssetHandle Handle, int Asset) item))
        {
            Give(runtime, item.Handle);
        }
    }

    private static void Check(AssetRuntime runtime, AssetHandle handle, byte[] expected, System.Collections.Concurrent.ConcurrentQueue<string> failures)
    {
        if (!runtime.Pin(handle))
        {
            return;
        }

        if (!runtime.TryGet(handle, out AssetData data) || !data.Bytes.SequenceEqual(expected))
        {
            failures.Enqueue($"a pinned asset did not serve its own bytes ({handle})");
        }

        runtime.Unpin(handle);
    }

    private static void Give(AssetRuntime runtime, AssetHandle handle)
    {
        while (runtime.Release(handle) == RequestResult.QueueFull)
        {
            Thread.Yield();
        }

        if (runtime.Status(handle) == RequestStatus.Failed)
        {
            Thread.Yield();
        }
    }
}
