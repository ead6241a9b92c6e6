namespace TurtlGraph.IO.Tests;

/// <summary>Runs where the kernel has an io_uring and allows it; elsewhere each test says so and is skipped by passing.</summary>
public abstract class UringConformance : ByteSourceConformance
{
    protected override bool CallsBack => true;

    protected abstract UringOptions Options { get; }

    protected override IByteSource Create(int queueDepth) => UringMachine.HasRing
        ? new UringByteSource(Options with { QueueDepth = queueDepth })
        : new PreadByteSource(new PreadOptions { QueueDepth = queueDepth });
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

/// <summary>Small pieces, few bounce buffers and a ring that holds less than the queue: everything has to go round several times.</summary>
public sealed class UringNarrowConformanceTests : UringConformance
{
    protected override UringOptions Options => new() { Direct = true, RingDepth = 3, MaxReadBytes = 4096, BounceBytes = 8192, BounceBuffers = 1 };
}
