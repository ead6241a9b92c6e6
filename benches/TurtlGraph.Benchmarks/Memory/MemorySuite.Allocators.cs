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
        (string Name, PoolCase.Body Body)[] peers =
        [
            ("ConcurrentBag<object>", run.ConcurrentBag), ("ObjectPool<object>", run.ObjectPool), ("ArrayPool<byte>.Shared", PoolCase.ArrayPool),
        ];
        PoolCase.Body[] bodies = [run.NativePool, run.LocalPool, run.SlotPool, .. peers.Select(peer => peer.Body)];
        var alone = Interleaved.Medians(
            Warmups, Rounds, [.. bodies.Select(body => (Func<double>)(() => Interleaved.NanosecondsEach(operations, slices, (first, end) => body(first, end))))]);
        var together = Interleaved.Medians(
            1, Rounds, [.. bodies.Select(body => (Func<double>)(() => PoolCase.TwoThreads(operations, slices, body)))]);
        const string unit = "ns/pair";
        var bag = alone[^peers.Length];
        yield return new Measure("pool, rent and return", alone[0], unit, Goal.RatioAtMost(1.0 / 3), peers[0].Name, bag);
        yield return new Measure("pool, 2 threads", together[0], unit, Goal.RatioAtMost(1.5), "1 thread", alone[0]);
        var held = Interleaved.Medians(
            Warmups, Rounds,
            () => Interleaved.NanosecondsEach(operations, slices, run.NativePoolHeld), () => Interleaved.NanosecondsEach(operations, slices, run.ConcurrentBagHeld));
        yield return new Measure($"pool, {PoolCase.Held} rented, then returned", held[0], unit, Goal.RatioAtMost(1.0 / 3), peers[0].Name, held[1]);
        yield return new Measure("pool as one thread sees it", alone[1], unit, Goal.RatioAtMost(1.0 / 3), peers[0].Name, bag);
        yield return new Measure("slot numbers, one shared stack", alone[2], unit, Goal.None, peers[0].Name, bag);
        yield return new Measure("slot numbers, one shared stack, 2 threads", together[2], unit, Goal.None, "1 thread", alone[2]);
        for (var i = 0; i < peers.Length; i++)
        {
            var peer = bodies.Length - peers.Length + i;
            yield return new Measure("pool, rent and return", alone[0], unit, Goal.None, peers[i].Name, alone[peer]);
            yield return new Measure("pool, 2 threads", together[0], unit, Goal.None, $"{peers[i].Name}, 2 threads", together[peer]);
        }

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
        var used = OverPlaces(10, 21, run => [() => Slice(run.UseCounted), () => Slice(run.UseUncounted)]);
        var filled = OverPlaces(40, 41, run => [() => Slice(run.FillCounted), () => Slice(run.FillUncounted)]);
        var bare = OverPlaces(40, 41, run => [() => Slice(run.Arena), () => Slice(run.WithoutProfile)]);
        yield return new Measure("profile on, arena blocks written and read by a loop", used[0], unit, Goal.RatioAtMost(1.03), "profile off", used[1]);
        yield return new Measure("profile on, arena blocks filled", filled[0], unit, Goal.None, "profile off", filled[1]);
        yield return new Measure("profile on, arena blocks, nothing else", bare[0], unit, Goal.None, "profile off", bare[1]);

        var sizes = PayloadReplay.SizesOf("supertuxkart");
        using var counted = new PayloadCase(sizes, 0.90, 20_000);
        using var uncounted = new PayloadCase(sizes, 0.90, 20_000, profile: null);
        var payloads = Interleaved.Medians(3, 31, counted.ArenaEach, uncounted.ArenaEach);
        yield return new Measure("profile on, payloads, nothing else", payloads[0], "ns/request", Goal.None, "profile off", payloads[1]);
    }

    /// <summary>
    /// The medians of several cases, each at addresses of its own: where an arena happens to lie a multiple of 4 KiB from its
    /// counters, the processor takes their stores and loads for the same and waits.
    /// </summary>
    private static double[] OverPlaces(int warmups, int rounds, Func<ArenaCase, Func<double>[]> bodies)
    {
        const int places = 7;
        var figures = new double[places][];
        for (var place = 0; place < places; place++)
        {
            using var run = new ArenaCase();
            figures[place] = Interleaved.Medians(warmups, rounds, bodies(run));
        }

        return [.. figures[0].Select((_, body) => Interleaved.Median(Array.ConvertAll(figures, each => each[body])))];
    }
}
