using System.Runtime.InteropServices;

namespace TurtlGraph.Memory;

/// <summary>
/// The operating system's page operations: reserve address space, give parts of it memory, take the memory back, release; and
/// the hints on how pages are backed. Ranges are whole pages.
/// </summary>
/// <remarks>
/// Operations throw <see cref="MappingException"/> with the system's reason when they are refused. Hints never throw: they
/// return null when granted, else why not, and memory works the same without them. All members may be called by any thread.
/// </remarks>
internal abstract unsafe class PageSystem
{
    /// <summary>The pages of the system this process runs on.</summary>
    public static PageSystem Current { get; } = ForThisSystem();

    /// <summary>Bytes in a page.</summary>
    public int PageSize { get; } = Environment.SystemPageSize;

    /// <summary>Bytes in a huge page, a power of two and a multiple of <see cref="PageSize"/>.</summary>
    public abstract long HugePageSize { get; }

    /// <summary>Whether <see cref="ReserveHugePages"/> is the way to explicit huge pages, rather than <see cref="CommitHugePages"/>.</summary>
    public virtual bool HugePagesComeWithTheReservation => false;

    /// <summary>Number of NUMA nodes with memory or processors, at least 1.</summary>
    public virtual int NumaNodes => 1;

    /// <summary>The NUMA node of the processor that the calling thread runs on now.</summary>
    public virtual int CurrentNode => 0;

    /// <summary>Rounds up to whole pages.</summary>
    public long AlignToPage(long bytes) => AlignUp(bytes, PageSize);

    /// <summary>Rounds up to a multiple of a power of two.</summary>
    public static long AlignUp(long bytes, long powerOfTwo) => (bytes + powerOfTwo - 1) & -powerOfTwo;

    /// <summary>Reserves address space that holds no memory yet, for a node where the system chooses the node now.</summary>
    public abstract byte* Reserve(long bytes, int? numaNode = null);

    /// <summary>Makes a reserved part readable and writable; it reads as zero.</summary>
    public abstract void Commit(byte* start, long bytes);

    /// <summary>Gives the memory of a committed part back to the system; the address space stays reserved.</summary>
    public abstract void Decommit(byte* start, long bytes);

    /// <summary>
    /// Gives the memory of committed pages back, but keeps them usable: what they hold is lost, and they get memory again when
    /// they are written. A hint: null when the system took it.
    /// </summary>
    public abstract string? Discard(byte* start, long bytes);

    /// <summary>Releases a whole range that <see cref="Reserve"/> or <see cref="ReserveHugePages"/> returned.</summary>
    public abstract void Release(byte* start, long bytes);

    /// <summary>Asks for huge pages in a part from now on.</summary>
    public abstract string? AdviseHugePages(byte* start, long bytes);

    /// <summary>
    /// Commits a reserved part, aligned to huge pages, with huge pages of the system's pool. Refused, the part is as before.
    /// </summary>
    public virtual string? CommitHugePages(byte* start, long bytes) => "the system has no pool of huge pages";

    /// <summary>Reserves and commits a range of explicit huge pages at once; null and why when refused.</summary>
    public virtual byte* ReserveHugePages(long bytes, int? numaNode, out string? refused)
    {
        refused = "the system gives huge pages another way";
        return null;
    }

    /// <summary>Asks that the pages of a committed part, not yet written, come from a NUMA node while it has memory left.</summary>
    public virtual string? PreferNode(byte* start, long bytes, int node) => OneNode;

    /// <summary>Why a node is not preferred where there is nothing to prefer.</summary>
    protected const string OneNode = "the machine has one NUMA node";

    /// <summary>The exception for an operation that the system refused just now.</summary>
    protected static MappingException Refused(string operation, long bytes) => new(
        $"The system refused to {operation} {bytes:N0} bytes of memory: {LastError()}. " +
        "Lower the configured size, or raise the limit of this process (ulimit -v, container memory, page file).");

    /// <summary>What the system said about the call that failed last on this thread.</summary>
    protected static string LastError() => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    private static PageSystem ForThisSystem()
    {
        if (OperatingSystem.IsWindows())
        {
            return new WindowsPages();
        }

        return OperatingSystem.IsMacOS() ? new MacPages() : new LinuxPages();
    }
}
