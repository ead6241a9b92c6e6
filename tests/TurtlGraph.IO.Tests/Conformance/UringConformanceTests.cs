namespace TurtlGraph.IO.Tests;

/// <summary>Where the kernel has no io_uring for us, the pread workers take its place, as they do in <see cref="ByteSources"/>.</summary>
public abstract class UringConformance : ByteSourceConformance
{
    protected override bool CallsBack => true;

    protected abstract UringOptions Options { get; }

    protected override IByteSource Create(int queueDepth) => UringMachine.Create(Options with { QueueDepth = queueDepth });
}

public sealed class UringBufferedConformanceTests : UringConformance
{
    protected override UringOptions Options => new();
}

public sealed class UringDirectConformanceTests : UringConformance
{
    protected override UringOptions Options => new() { Direct = true };
}

public sealed class UringPollingConformanceTests : UringConformance
{
    protected override UringOptions Options => new() { KernelPolling = true, PollingIdleMilliseconds = 1 };
}

public sealed class UringWithoutRegistrationConformanceTests : UringConformance
{
    protected override UringOptions Options => new() { Direct = true, RegisterBuffers = false, RegisteredFiles = 0 };
}

/// <summary>Small pieces, one bounce buffer and a ring that holds less than the queue: everything has to go round several times.</summary>
public sealed class UringNarrowConformanceTests : UringConformance
{
    protected override UringOptions Options => new() { Direct = true, RingDepth = 3, MaxReadBytes = 4096, BounceBytes = 8192, BounceBuffers = 1 };
}
