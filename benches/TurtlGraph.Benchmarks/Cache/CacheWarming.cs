using System.Numerics;
using TurtlGraph.Bundles;
using TurtlGraph.Caching;
using TurtlGraph.IO;
using TurtlGraph.Streaming;

namespace TurtlGraph.Benchmarks;

/// <summary>
/// A cold start on a slow device, in virtual time: each way of warming has a quarter of a second, then the game asks for what it needs.
/// How long until the first of that is in memory, and until all is.
/// </summary>
internal sealed class CacheWarming : ICachePart
{
    private const int Assets = 2_000;
    private const int AssetBytes = 16 << 10;
    private const int Needed = 64;
    private const int WarmingFrames = 15;
    private const double FrameSeconds = 1.0 / 240;
    private static readonly Viewer s_viewer = new(new Vector3(700, 0, 900), Vector3.UnitX, radius: 210);

    public IEnumerable<Measure> Run()
    {
        string folder = Directory.CreateTempSubdirectory("turtl-bench-").FullName;
        try
        {
            string path = WriteBundle(folder);
            var history = new WarmingHistory();
            (double coldFirst, double coldAll) = Play(path, _ => null, history);
            yield return new Measure("cold start: first needed resident", coldFirst, "ms");
            (string, Func<Bundle, WarmingPlan>)[] plans =
            [
                ("sequential", WarmingPlan.Sequential),
                ("dependency", bundle => WarmingPlan.Dependencies(bundle, NeededIn(bundle).Take(1), steps: 0)),
                ("historical", _ => WarmingPlan.Historical(history)),
                ("predicted", bundle => WarmingPlan.Predicted(bundle, s_viewer, Vector3.Zero)),
            ];
            foreach ((string name, Func<Bundle, WarmingPlan> plan) in plans)
            {
                (double first, double all) = Play(path, plan, null);
                yield return new Measure($"warmed, {name}: first needed resident", first, "ms", Goal.None, "cold start", coldFirst);
                yield return new Measure($"warmed, {name}: all {Needed} needed resident", all, "ms", Goal.None, "cold start", coldAll);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (double First, double All) Play(string path, Func<Bundle, WarmingPlan?> plan, WarmingHistory? history)
    {
        var clock = new VirtualClock();
        using var runtime = new AssetRuntime(new StreamingOptions
        {
            Clock = clock,
            Source = new SimulatedByteSource(new DeviceModel { BytesPerSecond = 50e6, LatencySeconds = 0.002 }, clock),
            Predictor = "none",
            WarmingHistory = history,
            MaxAssets = 1 << 16,
        });
        Bundle bundle = runtime.Open(path);
        if (plan(bundle) is { } assets)
        {
            runtime.Warm(assets);
        }

        for (int frame = 0; frame < WarmingFrames * 4; frame++)
        {
            Step(runtime, clock);
        }

        double begin = clock.Seconds;
        double first = double.NaN;
        AssetId[] needed = [.. NeededIn(bundle)];
        foreach (AssetId id in needed)
        {
            runtime.Request(id, new Demand { Urgency = Urgency.High }, out _);
        }

        while (true)
        {
            Step(runtime, clock);
            int there = needed.Count(id => runtime.TryGet(id, out _));
            double milliseconds = (clock.Seconds - begin) * 1000;
            first = there > 0 && double.IsNaN(first) ? milliseconds : first;
            if (there == needed.Length)
            {
                Step(runtime, clock);
                return (first, milliseconds);
            }
        }
    }

    private static void Step(AssetRuntime runtime, VirtualClock clock)
    {
        runtime.Update([s_viewer], FrameSeconds);
        clock.Advance(FrameSeconds);
    }

    /// <summary>What lies nearest to the viewer.</summary>
    private static IEnumerable<AssetId> NeededIn(Bundle bundle) => Enumerable.Range(0, Assets)
        .OrderBy(i => Vector3.DistanceSquared(PlaceOf(i), s_viewer.Position))
        .Take(Needed)
        .Select(i => AssetId.FromName($"asset {i}"));

    private static Vector3 PlaceOf(int asset) => new(asset * 37 % 2000, 0, asset * 91 % 2000);

    private static string WriteBundle(string folder)
    {
        string path = Path.Combine(folder, "world.turtl");
        var builder = new BundleBuilder(new BundleBuilderOptions { Codec = BundleCodecChoice.None });
        for (int i = 0; i < Assets; i++)
        {
            var content = new byte[AssetBytes];
            new Random(i).NextBytes(content);

            // Neighbours in the world share something with each other, as a village's houses share a texture.
            string[] depends = i % 10 == 0 ? [] : [$"asset {i / 10 * 10}"];
            builder.Add(new BundleItem { Name = $"asset {i}", Position = PlaceOf(i), Radius = 2, DependsOn = depends, Content = content });
        }

        builder.Write(path);
        return path;
    }
}
