using TurtlGraph.Bundles;

namespace TurtlGraph.Benchmarks;

/// <summary>What the order of payloads is worth: the same flights over the same contents, packed in different orders.</summary>
internal sealed class LayoutSuite : IQuickSuite
{
    private const uint RecordedSeed = 1;
    private const uint OtherSeed = 2;

    private static readonly LayoutDevice s_flash = new("flash", 0.2e-3, 400e6);
    private static readonly LayoutDevice s_disk = new("disk", 8e-3, 150e6);

    /// <inheritdoc/>
    public string Name => "layout";

    /// <inheritdoc/>
    public string Description => "flights in virtual time, the same figures every run; device busy is the time of all reads one after another";

    /// <inheritdoc/>
    public IEnumerable<Measure> Run()
    {
        using (var track = LayoutWorld.OfTrack())
        {
            foreach (var measure in track is null ? [] : Compare(track, fewerByGraph: true))
            {
                yield return measure;
            }
        }

        using var world = LayoutWorld.Generated();
        foreach (var measure in Compare(world, fewerByGraph: false))
        {
            yield return measure;
        }
    }

    /// <param name="world">What is flown through.</param>
    /// <param name="fewerByGraph">Whether its assets have dependencies of their own, which is what that layout lives by.</param>
    private static IEnumerable<Measure> Compare(LayoutWorld world, bool fewerByGraph)
    {
        var morton = world.Pack("morton", PayloadLayout.Morton);
        LayoutFlight.Fly(morton, s_flash, RecordedSeed, world.Trajectory, world["trace.csv"]);
        var trace = AccessTrace.Load(world["trace.csv"]);
        (string Layout, string Bundle, Goal Reads)[] bundles =
        [
            ("morton", morton, Goal.None),
            ("graph", world.Pack("graph", PayloadLayout.Graph), fewerByGraph ? Goal.RatioAtMost(0.95) : Goal.None),
            ("trace", world.Pack("trace", PayloadLayout.Trace, trace), Goal.RatioAtMost(0.95)),
        ];
        foreach (var device in new[] { s_flash, s_disk })
        {
            foreach (var seed in Seeds(world, device))
            {
                var isRecorded = seed == RecordedSeed;
                LayoutFlight? reference = null;
                foreach (var (layout, bundle, goal) in bundles)
                {
                    var flight = LayoutFlight.Fly(bundle, device, seed, world.Trajectory);
                    reference ??= flight;
                    var title = $"{world.Name}, {device.Name}{(isRecorded ? "" : ", other path")}, {layout}";
                    foreach (var measure in Measures(title, flight, reference, isRecorded ? goal : Goal.None))
                    {
                        yield return measure;
                    }
                }
            }
        }
    }

    /// <summary>A path that the trace does not know shows what the trace costs where it does not fit.</summary>
    private static uint[] Seeds(LayoutWorld world, LayoutDevice device) =>
        world.Trajectory is null && device == s_flash ? [RecordedSeed, OtherSeed] : [RecordedSeed];

    private static IEnumerable<Measure> Measures(string name, LayoutFlight flight, LayoutFlight morton, Goal reads)
    {
        const string peer = "morton";
        yield return new Measure($"{name}: reads", flight.Reads, "reads", reads, peer, morton.Reads);
        yield return new Measure($"{name}: a read", flight.BytesPerRead / 1024, "KiB", Goal.None, peer, morton.BytesPerRead / 1024);
        yield return new Measure($"{name}: read for needed", flight.Amplification, "x", Goal.None, peer, morton.Amplification);
        yield return new Measure($"{name}: device busy", flight.BusySeconds, "s", Goal.None, peer, morton.BusySeconds);
        yield return new Measure($"{name}: needed and there", flight.HitRatio * 100, "%", Goal.None, peer, morton.HitRatio * 100);
    }
}
