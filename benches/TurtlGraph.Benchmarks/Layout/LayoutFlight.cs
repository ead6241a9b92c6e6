using TurtlGraph.Bundles;
using TurtlGraph.Flythrough;
using TurtlGraph.IO;

namespace TurtlGraph.Benchmarks;

/// <summary>A flight in virtual time over a modelled device, and what it read.</summary>
internal sealed record LayoutFlight(long Reads, long Bytes, double BusySeconds, double HitRatio, long LateAssets, long NeededBytes, AccessTrace Trace)
{
    public double BytesPerRead => (double)Bytes / Math.Max(Reads, 1);

    /// <summary>Bytes read for each stored byte of an asset that was needed.</summary>
    public double Amplification => (double)Bytes / Math.Max(NeededBytes, 1);

    /// <summary>Flies through a world.</summary>
    /// <param name="world">The bundle.</param>
    /// <param name="device">What it lies on.</param>
    /// <param name="seed">Of the path, where no route was recorded.</param>
    /// <param name="recorded">The route.</param>
    public static LayoutFlight Fly(string world, DeviceModel device, uint seed, Route? recorded)
    {
        using var scene = Scene.Open(world);
        ReadLog? log = null;
        var setup = FlightSetup.Create(scene, new FlightOptions { Clock = FlightClock.Virtual, Seed = seed }, recorded) with
        {
            WrapSource = (unused, clock) =>
            {
                unused.Dispose();
                return log = new ReadLog(new SimulatedByteSource(device, clock), device);
            },
        };
        var recorder = new AccessRecorder(scene.Bundle);
        using var loop = new GameLoop(setup, new LiveBoard(), recorder);
        var report = loop.Fly(CancellationToken.None);
        return new LayoutFlight(
            log!.Reads, log.Bytes, log.BusySeconds, report.NeedHitRatio, report.LateMs.Count, report.BytesNeeded, recorder.ToTrace());
    }
}
