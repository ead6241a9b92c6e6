namespace TurtlGraph.Memory;

/// <summary>macOS and the BSDs' common calls.</summary>
internal sealed unsafe class MacMapping() : UnixMapping(ReadOnly | NonBlocking | NoTerminal | CloseOnExec)
{
    private const int ReadOnly = 0;
    private const int NonBlocking = 0x4;
    private const int NoTerminal = 0x20000;
    private const int CloseOnExec = 0x1000000;

    public override string? Advise(byte* start, long length, MappedAdvice advice) => advice switch
    {
        MappedAdvice.HugePages => "macOS has no huge pages for files",
        _ => AdviseRaw(start, length, Number(advice)),
    };

    public override string? Populate(byte* start, long length) => "macOS has no call that reads a part of a map and waits";

    /// <summary>The system watches the order of reads itself.</summary>
    protected override void AdviseReads(int file, MappedAccess access)
    {
    }
}
