using TurtlGraph.Bundles;
using TurtlGraph.IO;

namespace TurtlGraph.Benchmarks;

/// <summary>What the order of payloads is worth: the same flights over the same contents, packed in different orders.</summary>
internal sealed class LayoutSuite : IQuickSuite
{
    private const uint RecordedSeed = 1;
    private const uint OtherSeed = 2;

    private static readonly (string Name, DeviceModel Device)[] s_devices =
    [
        ("flash", new DeviceModel { LatencySeconds = 0.2e-3, BytesPerSecond = 400e6 }),
        ("disk", new DeviceModel { LatencySeconds = 8e-3, BytesPerSecond = 150e6, Channels = 1 }),
    ];

    /// <inheritdoc/>
    public string Name => "layout";

    /// <inheritdoc/>
    public string Description => "flights in virtual time, the same figures every run; device seconds are those of one read after another";

    /// <inheritdoc/>
    public IEnumerable<Measure> Run()
    {
        using (var track = LayoutWorld.OfTrack())
        {
            foreach (var measure in track is null ? [] : Compare(track, [RecordedSeed]))
            {
                yield return measure;
            }
        }

        using var world = LayoutWorld.Generated();
        foreach (var measure in Compare(world, [RecordedSeed, OtherSeed]))
        {
            yield return measure;
        }
    }

    private static IEnumerable<Measure> Compare(LayoutWorld world, uint[] seeds)
    {
        var morton = world.Pack("morton", PayloadLayout.Morton);
        var trace = LayoutFlight.Fly(morton, s_devices[0].Device, RecordedSeed, world.Route).Trace;
        (string Layout, string Bundle)[] bundles =
        [
            ("morton", morton),
            ("by name", world.Pack("names", PayloadLayout.Trace, world.ByName())),
            ("graph", world.Pack("graph", PayloadLayout.Graph)),
            ("trace", world.Pack("trace", PayloadLayout.Trace, trace)),
        ];
        foreach (var (device, model) in s_devices)
        {
            foreach (var seed in seeds)
            {
                var title = $"{world.Name}, {device}{(seed == RecordedSeed ? "" : ", a path not recorded")}";
                var reference = LayoutFlight.Fly(morton, model, seed, world.Route);
                foreach (var (layout, bundle) in bundles)
                {
                    var flight = bundle == morton ? reference : LayoutFlight.Fly(bundle, model, seed, world.Route);
                    foreach (var measure in Measures($"{title}, {layout}", flight, reference))
                    {
                        yield return measure;
                    }
                }
            }
        }
    }

    private static IEnumerable<Measure> Measures(string name, LayoutFlight flight, LayoutFlight morton)
    {
        const string peer = "morton";
        yield return new Measure($"{name}: reads", flight.Reads, "reads", Goal.None, peer, morton.Reads);
        yield return new Measure($"{name}: bytes a read", flight.BytesPerRead / 1024, "KiB", Goal.None, peer, morton.BytesPerRead / 1024);
        yield return new Measure($"{name}: read for needed", flight.Amplification, "x", Goal.None, peer, morton.Amplification);
        yield return new Measure($"{name}: device busy", flight.BusySeconds, "s", Goal.None, peer, morton.BusySeconds);
        yield return new Measure($"{name}: needed and there", flight.HitRatio * 100, "%", Goal.None, peer, morton.HitRatio * 100);
    }
}
