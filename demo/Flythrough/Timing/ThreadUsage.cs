using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace TurtlGraph.Flythrough;

/// <summary>What the calling thread has used so far, as the kernel counts it.</summary>
/// <param name="CpuNanoseconds">Processor time.</param>
/// <param name="VoluntarySwitches">Times it gave the processor away: it waited.</param>
/// <param name="InvoluntarySwitches">Times the processor was taken from it.</param>
internal readonly partial record struct ThreadUsage(long CpuNanoseconds, long VoluntarySwitches, long InvoluntarySwitches)
{
    private const int ThreadCpuClock = 3, UsageOfThread = 1, UsageWords = 18, VoluntaryWord = 16, InvoluntaryWord = 17;

    /// <summary>Whether this machine can tell; only Linux counts switches for each thread.</summary>
    public static bool IsAvailable { get; } = OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>Reads the counters; all zero where they are not available. Does not allocate, about a microsecond.</summary>
    public static unsafe ThreadUsage Read()
    {
        if (!IsAvailable || !OperatingSystem.IsLinux())
        {
            return default;
        }

        long* usage = stackalloc long[UsageWords];
        long* time = stackalloc long[2];
        return GetUsage(UsageOfThread, usage) == 0 && GetTime(ThreadCpuClock, time) == 0
            ? new ThreadUsage((time[0] * 1_000_000_000) + time[1], usage[VoluntaryWord], usage[InvoluntaryWord])
            : default;
    }

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "getrusage")]
    [SuppressGCTransition]
    private static unsafe partial int GetUsage(int who, long* usage);

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [SuppressGCTransition]
    private static unsafe partial int GetTime(int clock, long* time);
}
