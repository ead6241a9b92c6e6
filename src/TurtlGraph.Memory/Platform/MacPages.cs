namespace TurtlGraph.Memory;

/// <summary>macOS: one NUMA node, and no huge pages on request.</summary>
internal sealed unsafe class MacPages : UnixPages
{
    private const int MapAnonymous = 0x1000;
    private const int MapNoReserve = 0x40;

    public override long HugePageSize => 2 << 20;

    protected override int AnonymousNoReserve => MapAnonymous | MapNoReserve;

    protected override int AdviceDiscard => 5;

    public override string? AdviseHugePages(byte* start, long bytes) => "macOS has no advice for huge pages";
}
