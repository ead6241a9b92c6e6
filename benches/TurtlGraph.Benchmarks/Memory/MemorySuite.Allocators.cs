using TurtlGraph.Memory;
using TurtlGraph.Memory.Tests;

namespace TurtlGraph.Benchmarks;

internal sealed partial class MemorySuite
{
    private const string Heap = "NativeMemory.AlignedAlloc, AlignedFree";

    private static IEnumerable<Measure> Arenas()
    {
        using var run = new ArenaCase();
        var each = Interleaved.Medians(
            40, 201,
            () => Slice(run.Arena), () => Slice(run.InScope), () => Slice(run.Frame), () => Slice(run.ThreadArena),
            () => Slice(run.HeapPairs), () => Slice(run.HeapFrame), () => Slice(run.ArrayPoolFrame));
        const string unit = "ns/block";
        yield return new Measure("arena, 512 blocks and a reset", each[0], unit, Goal.RatioAtMost(0.1), $"{Heap} at once", each[4]);
        yield return new Measure("arena, 512 blocks and a reset", each[0], unit, Goal.RatioAtMost(0.1), $"{Heap}, 512 live", each[5]);
        yield return new Measure("arena, 512 blocks and a reset", each[0], unit, Goal.None, "ArrayPool<byte>.Shared, 512 rented", each[6]);
        yield return new Measure("arena, 512 blocks in a scope", each[1], unit, Goal.None, $"{Heap} at once", each[4]);
        yield return new Measure("frame arena, 512 blocks a frame", each[2], unit, Goal.None, $"{Heap}, 512 live", each[5]);
        yield return new Measure("thread arena, asked for at each block", each[3], unit, Goal.None, $"{Heap} at once", each[4]);
        yield return Faults("arena, blocks written", run.UseCounted);
        yield return Bytes("arena", run.Arena);
        yield return Bytes("arena scope", run.InScope);
        yield return Bytes("frame arena", run.Frame);
        yield return Bytes("thread arena", run.ThreadArena);
    }

    private static double Slice(Action body) => Interleaved.NanosecondsEach(ArenaCase.Blocks * 32, () =>
    {
        for (var i = 0; i < 32; i++)
        {
            body();
        }
    });

    private static IEnumerable<Measure> Pools()
    {
        const int operations = 400_000;
        const int slices = 20;
        using var run = new PoolCase();
        PoolCase.Body[] bodies = [run.NativePool, run.SlotPool, run.ConcurrentBag, run.ObjectPool, PoolCase.ArrayPool];
        var alone = Interleaved.Medians(
            Warmups, Rounds, [.. bodies.Select(body => (Func<double>)(() => Interleaved.NanosecondsEach(operations, slices, (first, end) => body(first, end))))]);
        var together = Interleaved.Medians(
            1, Rounds, [.. bodies.Select(body => (Func<double>)(() => PoolCase.TwoThreads(operations, slices, body)))]);
        const string unit = "ns/pair";
        string[] peers = ["", "SlotPool", "ConcurrentBag<object>", "ObjectPool<object>", "ArrayPool<byte>.Shared"];
        for (var i = 2; i < peers.Length; i++)
        {
            yield return new Measure("pool, rent and return", alone[0], unit, i == 2 ? Goal.RatioAtMost(1.0 / 3) : Goal.None, peers[i], alone[i]);
        }

        yield return new Measure("pool, 2 threads", together[0], unit, Goal.RatioAtMost(1.5), "1 thread", alone[0]);
        for (var i = 2; i < peers.Length; i++)
        {
            yield return new Measure("pool, 2 threads", together[0], unit, Goal.None, $"{peers[i]}, 2 threads", together[i]);
        }

        yield return new Measure("slot numbers, rent and return", alone[1], unit, Goal.None, peers[2], alone[2]);
        yield return Faults("pool", () => run.NativePool(0, operations));
        yield return Bytes("pool", () => run.NativePool(0, operations));
        yield return Bytes("slot numbers", () => run.SlotPool(0, operations));
    }

    private static IEnumerable<Measure> Payloads(string world)
    {
        const int requests = 50_000;
        const string unit = "ns/request";
        var sizes = PayloadReplay.SizesOf(world);
        using var run = new PayloadCase(sizes, 0.90, requests);
        var each = Interleaved.Medians(1, 7, run.ArenaEach, run.HeapEach);
        var (arena, heap) = Quantiles(run, 0.5, 0.99, 0.999);
        yield return new Measure($"payloads of {world}, 90 % full, mean", each[0], unit, Goal.None, Heap, each[1]);
        yield return new Measure($"payloads of {world}, 90 % full, median", arena[0], unit, Goal.RatioAtMost(0.6), Heap, heap[0]);
        yield return new Measure($"payloads of {world}, 90 % full, p99", arena[1], unit, Goal.None, Heap, heap[1]);
        yield return new Measure($"payloads of {world}, 90 % full, p99.9", arena[2], unit, Goal.RatioAtMost(1), Heap, heap[2]);
        yield return new Measure($"requests of {world} refused, 90 % full", 100.0 * run.Refused / requests, "%");
        yield return Faults($"payloads of {world}, bookkeeping", () => run.ArenaEach());
        yield return new Measure($"managed bytes, payloads of {world}", run.ArenaManagedBytes(), "bytes", Goal.ValueAtMost(0));
        foreach (var fill in new[] { 0.70, 0.90, 0.97 })
        {
            var waste = 100 * PayloadReplay.Run(sizes, 64 << 20, fill, 20_000).Waste;
            yield return new Measure($"waste of {world}, {100 * fill:0} % full", waste, "%", fill == 0.90 ? Goal.ValueAtMost(5) : Goal.None);
        }
    }

    /// <summary>The median over some rounds of each quantile.</summary>
    private static (double[] Arena, double[] Heap) Quantiles(PayloadCase run, params double[] quantiles)
    {
        const int rounds = 5;
        var arena = Array.ConvertAll(quantiles, _ => new double[rounds]);
        var heap = Array.ConvertAll(quantiles, _ => new double[rounds]);
        for (var round = 0; round < rounds; round++)
        {
            var ours = run.ArenaQuantiles(quantiles);
            var theirs = run.HeapQuantiles(quantiles);
            for (var i = 0; i < quantiles.Length; i++)
            {
                arena[i][round] = ours[i];
                heap[i][round] = theirs[i];
            }
        }

        return (Array.ConvertAll(arena, Interleaved.Median), Array.ConvertAll(heap, Interleaved.Median));
    }

    private static IEnumerable<Measure> Profile()
    {
        const string unit = "ns/block";
        using var run = new ArenaCase();
        var used = Interleaved.Medians(10, 101, () => Slice(run.UseCounted), () => Slice(run.UseUncounted));
        var filled = Interleaved.Medians(40, 201, () => Slice(run.FillCounted), () => Slice(run.FillUncounted));
        var bare = Interleaved.Medians(40, 201, () => Slice(run.Arena), () => Slice(run.WithoutProfile));
        yield return new Measure("profile on, arena blocks written and read by a loop", used[0], unit, Goal.RatioAtMost(1.03), "profile off", used[1]);
        yield return new Measure("profile on, arena blocks filled", filled[0], unit, Goal.None, "profile off", filled[1]);
        yield return new Measure("profile on, arena blocks, nothing else", bare[0], unit, Goal.None, "profile off", bare[1]);

        var sizes = PayloadReplay.SizesOf("supertuxkart");
        using var counted = new PayloadCase(sizes, 0.90, 20_000);
        using var uncounted = new PayloadCase(sizes, 0.90, 20_000, profile: null);
        var payloads = Interleaved.Medians(3, 31, counted.ArenaEach, uncounted.ArenaEach);
        yield return new Measure("profile on, payloads, nothing else", payloads[0], "ns/request", Goal.None, "profile off", payloads[1]);
    }
}
