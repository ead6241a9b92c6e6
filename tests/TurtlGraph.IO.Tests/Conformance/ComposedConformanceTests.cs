namespace TurtlGraph.IO.Tests;

// The pieces that stand in front of a source, over each source there is.
public sealed class MappedConformanceTests : ByteSourceConformance
{
    protected override IByteSource Create(int queueDepth) => new MappedByteSource(new MappedOptions { QueueDepth = queueDepth });
}

public sealed class TrustedMappedConformanceTests : ByteSourceConformance
{
    protected override IByteSource Create(int queueDepth) => new MappedByteSource(new MappedOptions { QueueDepth = queueDepth, Trusted = true, Workers = 1 });
}

public sealed class ScheduledPreadConformanceTests : ByteSourceConformance
{
    protected override IByteSource Create(int queueDepth) => new ScheduledByteSource(
        new PreadByteSource(new PreadOptions { QueueDepth = 4, Workers = 2 }), new SchedulingOptions { QueueDepth = queueDepth, DeviceDepth = 4 });
}

public sealed class ScheduledUringConformanceTests : ByteSourceConformance
{
    protected override bool CallsBack => true;

    protected override IByteSource Create(int queueDepth) => new ScheduledByteSource(
        UringMachine.Create(new UringOptions { Direct = true, QueueDepth = 8 }), new SchedulingOptions { QueueDepth = queueDepth, MaxReadBytes = 4096, Order = SeekOrder.On });
}

public sealed class ScheduledMemoryConformanceTests : ByteSourceConformance
{
    private readonly MemoryFiles _files = new();

    protected override IByteSource Create(int queueDepth) => new ScheduledByteSource(
        new MemoryByteSource(_files, 4), new SchedulingOptions { QueueDepth = queueDepth, DeviceDepth = 3, MaxReadBytes = 4096, JoinBuffers = 1 });

    protected override string MakeFile(string name, byte[] content)
    {
        _files.Add(name, content);
        return name;
    }
}

/// <summary>Depth one and nothing joined: the order of service is the scheduler's alone.</summary>
public sealed class ScheduledOneByOneConformanceTests : ByteSourceConformance
{
    private readonly VirtualClock _clock = new();

    protected override bool ServesOneAtATime => true;

    protected override IByteSource Create(int queueDepth) => new ScheduledByteSource(
        new SimulatedByteSource(new DeviceModel { QueueDepth = 1, Channels = 1 }, _clock),
        new SchedulingOptions { QueueDepth = queueDepth, DeviceDepth = 1, MaxGapBytes = -1, Order = SeekOrder.Off });

    protected override void LetTimePass() => _clock.Advance(2e-3);
}

public sealed class CachedUringConformanceTests : ByteSourceConformance
{
    protected override bool CallsBack => true;

    protected override IByteSource Create(int queueDepth)
    {
        IByteSource ring = UringMachine.Create(new UringOptions { Direct = true, QueueDepth = queueDepth });
        return PageCacheByteSource.IsSupported ? new PageCacheByteSource(ring) : ring;
    }
}

public sealed class CachedPreadConformanceTests : ByteSourceConformance
{
    protected override IByteSource Create(int queueDepth)
    {
        var pread = new PreadByteSource(new PreadOptions { QueueDepth = queueDepth, Workers = 2 });
        return PageCacheByteSource.IsSupported ? new PageCacheByteSource(pread) : pread;
    }
}

public sealed class ChosenConformanceTests : ByteSourceConformance
{
    protected override bool CallsBack => true;

    protected override IByteSource Create(int queueDepth) => ByteSources.Open(new ByteSourceOptions { QueueDepth = queueDepth });
}

public sealed class FaultFreeUringConformanceTests : ByteSourceConformance
{
    protected override bool CallsBack => true;

    protected override IByteSource Create(int queueDepth) =>
        new FaultInjectingByteSource(UringMachine.Create(new UringOptions { QueueDepth = queueDepth }), new FaultPlan());
}

/// <summary>On Windows the port itself; elsewhere what is taken in its place when it is asked for.</summary>
public sealed class CompletionPortConformanceTests : ByteSourceConformance
{
    protected override bool CallsBack => true;

    protected override IByteSource Create(int queueDepth) => OperatingSystem.IsWindows()
        ? new CompletionPortByteSource(new CompletionPortOptions { QueueDepth = queueDepth })
        : ByteSources.Open(new ByteSourceOptions { Kind = ByteSourceKind.CompletionPort, QueueDepth = queueDepth });
}
