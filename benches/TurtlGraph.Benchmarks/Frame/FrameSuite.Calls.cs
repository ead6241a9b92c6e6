using System.Collections.Concurrent;
using TurtlGraph.Streaming;

namespace TurtlGraph.Benchmarks;

/// <content>What game threads pay for their calls, alone and while the frame thread updates.</content>
internal sealed partial class FrameSuite
{
    private const string Reference = "ConcurrentDictionary.TryGetValue of the id";
    private const int Looks = 100_000;
    private const int Slices = 100;

    private static IEnumerable<Measure> Calls(FrameWorld world)
    {
        var random = new Random(2);
        foreach (int among in (int[])[10_000, 1_000_000])
        {
            int[] order = [.. Enumerable.Range(0, Looks).Select(_ => random.Next(among))];
            var dictionary = new ConcurrentDictionary<ulong, int>(Enumerable.Range(0, among).Select(i => KeyValuePair.Create(world.IdOf(i).Value, i)));
            AssetHandle[] held = world.Hold(among);
            Func<double>[] bodies =
            [
                () => Interleaved.NanosecondsEach(Looks, Slices, (first, end) => GetByHandle(world, held, order.AsSpan(first..end))),
                () => Interleaved.NanosecondsEach(Looks, Slices, (first, end) => GetById(world, order.AsSpan(first..end))),
                () => Interleaved.NanosecondsEach(Looks, Slices, (first, end) => Look(world, dictionary, order.AsSpan(first..end))),
            ];
            Interleaved.Settle(
                () => Interleaved.NanosecondsEach(1, () => GetByHandle(world, held, order.AsSpan(..100))),
                () => Interleaved.NanosecondsEach(1, () => GetById(world, order.AsSpan(..100))));
            double[] medians = Interleaved.Medians(Warmups, Rounds, bodies);
            yield return new Measure($"TryGet by handle, random hit of {among:N0}", medians[0], "ns", Goal.ValueAtMost(50), Reference, medians[2]);
            yield return new Measure($"TryGet by id, random hit of {among:N0}", medians[1], "ns", Goal.ValueAtMost(50), Reference, medians[2]);
            yield return new Measure($"TryGet, random hit of {among:N0}, managed bytes", Interleaved.ManagedBytes(() => GetByHandle(world, held, order)), "bytes", Goal.ValueAtMost(0));
            foreach (Measure measure in Readers.Measure(world, held, $"of {among:N0}"))
            {
                yield return measure;
            }

            foreach (AssetHandle handle in held)
            {
                while (world.Runtime.Release(handle) == RequestResult.QueueFull)
                {
                    world.Update();
                }
            }

            world.Update();
        }

        yield return RequestAndRelease(world);
    }

    private static Measure RequestAndRelease(FrameWorld world)
    {
        const int batch = 1000;
        var random = new Random(2);
        var handles = new AssetHandle[batch];
        double nanoseconds = Interleaved.Median([.. Enumerable.Range(0, Rounds).Select(round =>
        {
            int[] order = [.. Enumerable.Range(0, batch).Select(_ => random.Next(world.Cached))];
            double each = Interleaved.NanosecondsEach(batch, () =>
            {
                for (int i = 0; i < batch; i++)
                {
                    world.Runtime.Request(world.IdOf(order[i]), new Demand(), out handles[i]);
                    world.Runtime.Release(handles[i]);
                }
            });
            world.Update();
            world.Update();
            return each;
        })]);
        return new Measure("Request and Release, on the calling thread", nanoseconds, "ns");
    }

    private static void GetByHandle(FrameWorld world, AssetHandle[] held, ReadOnlySpan<int> order)
    {
        foreach (int index in order)
        {
            Check(world.Runtime.TryGet(held[index], out AssetData data) && data.Bytes.Length > 0);
        }
    }

    private static void GetById(FrameWorld world, ReadOnlySpan<int> order)
    {
        foreach (int index in order)
        {
            Check(world.Runtime.TryGet(world.IdOf(index), out AssetData data) && data.Bytes.Length > 0);
        }
    }

    private static void Look(FrameWorld world, ConcurrentDictionary<ulong, int> dictionary, ReadOnlySpan<int> order)
    {
        foreach (int index in order)
        {
            Check(dictionary.TryGetValue(world.IdOf(index).Value, out _));
        }
    }

    private static void Check(bool isHit)
    {
        if (!isHit)
        {
            throw new InvalidOperationException("A resident asset was not found.");
        }
    }
}
