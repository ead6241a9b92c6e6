using System.Runtime.InteropServices;

namespace TurtlGraph.Streaming;

/// <summary>What the operating system has counted for the calling thread. Linux only; elsewhere nothing can be read.</summary>
internal partial struct ThreadUsage
{
    private const int RusageThread = 1;
    private const int ClockThreadProcessorTime = 3;

    /// <summary>Processor time of the thread.</summary>
    public long ProcessorNanoseconds;

    /// <summary>Times the thread gave the processor up: it waited for a lock, a page or a device.</summary>
    public long VoluntarySwitches;

    public static bool TryRead(out ThreadUsage usage)
    {
        usage = default;
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess
            || ReadClock(ClockThreadProcessorTime, out TimeSpec time) != 0 || ReadUsage(RusageThread, out ResourceUsage resources) != 0)
        {
            return false;
        }

        usage.ProcessorNanoseconds = (time.Seconds * 1_000_000_000) + time.Nanoseconds;
        usage.VoluntarySwitches = resources.VoluntarySwitches;
        return true;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ReadClock(int clock, out TimeSpec time);

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int ReadUsage(int who, out ResourceUsage usage);

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    /// <summary><c>struct rusage</c> of 64-bit Linux: 18 words, the last but one counting voluntary switches.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 144)]
    private unsafe struct ResourceUsage
    {
        private fixed long _before[16];
        public long VoluntarySwitches;
        public long InvoluntarySwitches;
    }
}
