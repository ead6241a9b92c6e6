using System.Runtime.InteropServices;

namespace TurtlGraph.Memory;

/// <summary>Where the systems keep their page-fault counts.</summary>
internal static unsafe partial class FaultCounters
{
    public const int WholeProcess = 0;
    public const int CallingThread = 1;

    // struct rusage: two timevals of 16 bytes, four longs, then the faults; the same on Linux (glibc, musl) and macOS, 64-bit.
    private const int MinorIndex = 8;
    private const int MajorIndex = 9;

    // musl's is the longest, 272 bytes.
    private const int RusageLongs = 64;

    /// <summary>The first fields of PROCESS_MEMORY_COUNTERS, and the rest of its 72 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ProcessMemoryCounters
    {
        public uint Size;
        public uint PageFaultCount;
        public fixed ulong Rest[8];
    }

    public static PageFaults OfUnix(int who)
    {
        var usage = stackalloc long[RusageLongs];
        return GetResourceUsage(who, usage) == 0 ? new PageFaults(usage[MinorIndex], usage[MajorIndex]) : default;
    }

    public static PageFaults OfWindowsProcess()
    {
        ProcessMemoryCounters counters = default;
        counters.Size = (uint)sizeof(ProcessMemoryCounters);
        return GetProcessMemoryInfo(GetCurrentProcess(), &counters, counters.Size) != 0 ? new PageFaults(counters.PageFaultCount, -1) : new PageFaults(0, -1);
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetResourceUsage(int who, long* usage);

    [LibraryImport("kernel32", EntryPoint = "K32GetProcessMemoryInfo")]
    private static partial int GetProcessMemoryInfo(nint process, ProcessMemoryCounters* counters, uint size);

    [LibraryImport("kernel32")]
    private static partial nint GetCurrentProcess();
}
