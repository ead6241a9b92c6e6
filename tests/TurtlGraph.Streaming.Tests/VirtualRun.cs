using System.Numerics;
using TurtlGraph.Bundles;
using TurtlGraph.IO;

namespace TurtlGraph.Streaming.Tests;

/// <summary>A runtime on a virtual clock and a simulated device, stepped by the test.</summary>
internal sealed class VirtualRun : IDisposable
{
    public const double FrameSeconds = 1.0 / 60;

    private Viewer[] _viewers = [new Viewer(Vector3.Zero, Vector3.UnitX)];

    public VirtualRun(TestWorld world, Action<StreamingOptions>? configure = null, FaultPlan? faults = null, DeviceModel? device = null, TimeProvider? processorClock = null)
    {
        Clock = new VirtualClock();
        IByteSource source = new SimulatedByteSource(device ?? new DeviceModel(), Clock);
        Faults = faults is null ? null : new FaultInjectingByteSource(source, faults, Clock);
        var options = new StreamingOptions { Clock = Clock, Source = Faults ?? source, Predictor = "none", MaxAssets = 1 << 16, MaxHandles = 1 << 14, SubmitQueueLength = 1 << 14 };
        configure?.Invoke(options);
        Runtime = new AssetRuntime(options, processorClock);
        Bundle = Runtime.Open(world.Path);
    }

    public VirtualClock Clock { get; }

    public FaultInjectingByteSource? Faults { get; }

    public AssetRuntime Runtime { get; }

    public Bundle Bundle { get; }

    /// <summary>Managed bytes that all updates have allocated.</summary>
    public long AllocatedBytes { get; private set; }

    public ref readonly RuntimeMetrics Metrics => ref Runtime.Metrics;

    public void MoveTo(Vector3 position, Vector3? forward = null, float radius = 600) => _viewers[0] = new Viewer(position, forward ?? Vector3.UnitX, radius);

    public void LookFrom(params Viewer[] viewers) => _viewers = viewers;

    public AssetHandle Request(string name, Urgency? urgency = null)
    {
        RequestResult result = Runtime.Request(AssetId.FromName(name), new Demand { Urgency = urgency }, out AssetHandle handle);
        Assert.Equal(RequestResult.Accepted, result);
        return handle;
    }

    /// <summary>Runs frames and checks after each that memory is inside the budget.</summary>
    public void Step(int frames = 1)
    {
        for (int i = 0; i < frames; i++)
        {
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            Runtime.Update(_viewers, FrameSeconds);
            AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - allocated;
            Clock.Advance(FrameSeconds);
            Assert.True(Metrics.MemoryBytes <= Metrics.MemoryBudgetBytes, "memory is inside the budget");
            Assert.Equal(0, Metrics.BudgetViolations);
        }
    }

    /// <summary>Runs until no request is open; fails when that takes longer than the given virtual seconds.</summary>
    public void RunUntilAllEnded(double seconds = 120)
    {
        double end = Clock.Seconds + seconds;
        do
        {
            Step();
        }
        while (Metrics.RequestsOpen > 0 && Clock.Seconds < end);

        Assert.Equal(0, Metrics.RequestsOpen);
    }

    public void AssertServes(AssetHandle handle, string name, int length)
    {
        Assert.True(Runtime.TryGet(handle, out AssetData data), $"{name} is resident");
        Assert.True(data.Bytes.SequenceEqual(TestWorld.ContentOf(name, length)), $"{name} has its own bytes");
        Assert.Equal(AssetId.FromName(name), data.Id);
    }

    public void Dispose() => Runtime.Dispose();
}
