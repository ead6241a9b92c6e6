namespace TurtlGraph.IO.Tests;

public sealed class PreadConformanceTests : ByteSourceConformance
{
    protected override IByteSource Create(int queueDepth) => new PreadByteSource(new PreadOptions { QueueDepth = queueDepth, Workers = 3 });
}

public sealed class MemoryConformanceTests : ByteSourceConformance
{
    private readonly MemoryFiles _files = new();

    protected override bool ServesOneAtATime => true;

    protected override IByteSource Create(int queueDepth) => new MemoryByteSource(_files, queueDepth);

    protected override string MakeFile(string name, byte[] content)
    {
        _files.Add(name, content);
        return name;
    }
}

public sealed class SimulatedConformanceTests : ByteSourceConformance
{
    private readonly VirtualClock _clock = new();

    protected override bool ServesOneAtATime => true;

    protected override IByteSource Create(int queueDepth) =>
        new SimulatedByteSource(new DeviceModel { QueueDepth = queueDepth, Channels = 1, LatencySeconds = 1e-3, BytesPerSecond = 1e9 }, _clock);

    protected override void LetTimePass() => _clock.Advance(2e-3);
}

public sealed class SimulatedManyChannelsConformanceTests : ByteSourceConformance
{
    private readonly VirtualClock _clock = new();

    protected override IByteSource Create(int queueDepth) =>
        new SimulatedByteSource(new DeviceModel { QueueDepth = queueDepth, Channels = 8, LatencySeconds = 1e-3, BytesPerSecond = double.PositiveInfinity }, _clock);

    protected override void LetTimePass() => _clock.Advance(0.4e-3);
}

public sealed class SimulatedRealTimeConformanceTests : ByteSourceConformance
{
    protected override IByteSource Create(int queueDepth) =>
        new SimulatedByteSource(new DeviceModel { QueueDepth = queueDepth, Channels = 16, LatencySeconds = 1e-4, BytesPerSecond = 1e9 }, TimeProvider.System);
}

public sealed class FaultFreeConformanceTests : ByteSourceConformance
{
    protected override IByteSource Create(int queueDepth) =>
        new FaultInjectingByteSource(new PreadByteSource(new PreadOptions { QueueDepth = queueDepth, Workers = 2 }), new FaultPlan());
}

public sealed class FaultFreeSimulatedConformanceTests : ByteSourceConformance
{
    private readonly VirtualClock _clock = new();

    protected override bool ServesOneAtATime => true;

    protected override IByteSource Create(int queueDepth) => new FaultInjectingByteSource(
        new SimulatedByteSource(new DeviceModel { QueueDepth = queueDepth, Channels = 1 }, _clock), new FaultPlan { Seed = 5 }, _clock);

    protected override void LetTimePass() => _clock.Advance(2e-3);
}
