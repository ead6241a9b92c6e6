using System.Runtime.InteropServices;

namespace TurtlGraph.Memory;

/// <summary>
/// Linux. Residency is told only of files the caller owns or may write to; of others the kernel says that all is resident.
/// </summary>
internal sealed unsafe partial class LinuxMapping() : UnixMapping(ReadOnly | NonBlocking | NoTerminal | CloseOnExec)
{
    private const int ReadOnly = 0;
    private const int NoTerminal = 0x100;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;

    /// <summary>Since Linux 5.14; it reports a fault behind the end of a file instead of signalling it.</summary>
    private const int PopulateRead = 22;

    private const int HugePage = 14;

    /// <summary>Since Linux 6.1; it fails where <see cref="HugePage"/> is taken and then ignored.</summary>
    private const int Collapse = 25;

    private const long HugePageBytes = 2 << 20;

    public override string? Advise(byte* start, long length, MappedAdvice advice) =>
        advice == MappedAdvice.HugePages ? AskForHugePages(start, length) : AdviseRaw(start, length, Number(advice));

    public override string? Populate(byte* start, long length) => AdviseRaw(start, length, PopulateRead);

    /// <summary>Positional reads go by the advice on the open file, faults by that on the map; the numbers are the same.</summary>
    protected override void AdviseReads(int file, MappedAccess access)
    {
        if (access != MappedAccess.Normal)
        {
            _ = AdviseFile(file, 0, 0, Number((MappedAdvice)access));
        }
    }

    private static string? AskForHugePages(byte* start, long length)
    {
        byte* first = (byte*)(((ulong)start + HugePageBytes - 1) & ~((ulong)HugePageBytes - 1));
        long whole = (start + length - first) / HugePageBytes * HugePageBytes;
        return whole <= 0
            ? "the range holds no whole huge page"
            : AdviseRaw(first, whole, HugePage) ?? AdviseRaw(first, whole, Collapse);
    }

    // Not posix_fadvise64, which musl has no more; on 64-bit systems both are the same.
    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int AdviseFile(int file, long offset, long length, int advice);
}
