using System.Runtime.InteropServices;

namespace TurtlGraph.Memory;

/// <summary>
/// Windows: VirtualAlloc reserves and commits, a NUMA node is preferred when the range is reserved, and large pages are
/// taken for a whole range at once by processes that may lock pages in memory.
/// </summary>
internal sealed unsafe partial class WindowsPages : PageSystem
{
    private const uint MemCommit = 0x1000;
    private const uint MemReserve = 0x2000;
    private const uint MemDecommit = 0x4000;
    private const uint MemRelease = 0x8000;
    private const uint MemLargePages = 0x20000000;
    private const uint PageNoAccess = 0x01;
    private const uint PageReadWrite = 0x04;
    private const uint NoPreferredNode = 0xFFFFFFFF;

    private readonly Lazy<string?> _largePagesRefused = new(LockPagesPrivilege.Enable);

    public WindowsPages()
    {
        HugePageSize = Math.Max((long)GetLargePageMinimum(), 2 << 20);
        NumaNodes = GetNumaHighestNodeNumber(out var highest) != 0 ? (int)highest + 1 : 1;
    }

    public override long HugePageSize { get; }

    public override bool HugePagesComeWithTheReservation => true;

    public override int NumaNodes { get; }

    public override int CurrentNode
    {
        get
        {
            GetCurrentProcessorNumberEx(out var processor);
            return GetNumaProcessorNodeEx(in processor, out var node) != 0 ? node : 0;
        }
    }

    public override byte* Reserve(long bytes, int? numaNode = null)
    {
        var start = Allocate(bytes, MemReserve, PageNoAccess, numaNode);
        return start != null ? start : throw Refused("reserve", bytes);
    }

    public override void Commit(byte* start, long bytes)
    {
        if (VirtualAlloc((nint)start, (nuint)bytes, MemCommit, PageReadWrite) == 0)
        {
            throw Refused("commit", bytes);
        }
    }

    public override void Decommit(byte* start, long bytes)
    {
        if (VirtualFree((nint)start, (nuint)bytes, MemDecommit) == 0)
        {
            throw Refused("decommit", bytes);
        }
    }

    public override string? Discard(byte* start, long bytes)
    {
        var error = DiscardVirtualMemory((nint)start, (nuint)bytes);
        return error == 0 ? null : Marshal.GetPInvokeErrorMessage((int)error);
    }

    public override void Release(byte* start, long bytes)
    {
        if (VirtualFree((nint)start, 0, MemRelease) == 0)
        {
            throw Refused("release", bytes);
        }
    }

    public override string? AdviseHugePages(byte* start, long bytes) => "Windows has no advice for large pages";

    public override byte* ReserveHugePages(long bytes, int? numaNode, out string? refused)
    {
        refused = _largePagesRefused.Value;
        if (refused != null)
        {
            return null;
        }

        var start = Allocate(bytes, MemReserve | MemCommit | MemLargePages, PageReadWrite, numaNode);
        refused = start == null ? LastError() : null;
        return start;
    }

    /// <summary>The node was chosen when the range was reserved; here is only told whether that can have helped.</summary>
    public override string? PreferNode(byte* start, long bytes, int node)
    {
        if (NumaNodes == 1)
        {
            return OneNode;
        }

        return node < NumaNodes ? null : $"the machine has {NumaNodes} NUMA nodes, and none with number {node}";
    }

    private byte* Allocate(long bytes, uint type, uint protection, int? numaNode)
    {
        var node = numaNode < NumaNodes ? (uint)numaNode.Value : NoPreferredNode;
        return (byte*)VirtualAllocExNuma(GetCurrentProcess(), 0, (nuint)bytes, type, protection, node);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct ProcessorNumber
    {
        public ushort Group;
        public byte Number;
        public byte Reserved;
    }

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial nint VirtualAlloc(nint address, nuint size, uint type, uint protection);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial nint VirtualAllocExNuma(nint process, nint address, nuint size, uint type, uint protection, uint node);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial int VirtualFree(nint address, nuint size, uint type);

    [LibraryImport("kernel32")]
    private static partial uint DiscardVirtualMemory(nint address, nuint size);

    [LibraryImport("kernel32")]
    private static partial nuint GetLargePageMinimum();

    [LibraryImport("kernel32")]
    private static partial nint GetCurrentProcess();

    [LibraryImport("kernel32")]
    private static partial int GetNumaHighestNodeNumber(out uint node);

    [LibraryImport("kernel32")]
    private static partial void GetCurrentProcessorNumberEx(out ProcessorNumber processor);

    [LibraryImport("kernel32")]
    private static partial int GetNumaProcessorNodeEx(in ProcessorNumber processor, out ushort node);
}
