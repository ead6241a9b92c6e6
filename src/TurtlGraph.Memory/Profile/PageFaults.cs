namespace TurtlGraph.Memory;

/// <summary>
/// How often a page was touched that was not mapped. A minor fault takes about a microsecond: the page was in memory, or is
/// fresh and is filled with zeros. A major fault waits for the disk.
/// </summary>
/// <param name="Minor">Faults that were served from memory.</param>
/// <param name="Major">Faults that had to read; -1 where the system does not tell them apart (Windows), and all are in <paramref name="Minor"/>.</param>
/// <remarks>Reading takes one system call and allocates nothing; any thread may do it.</remarks>
public readonly record struct PageFaults(long Minor, long Major)
{
    /// <summary>Whether the system tells which faults had to read.</summary>
    public bool TellsMajor => Major >= 0;

    /// <summary>Faults of all threads since the process began; the default value where the system refuses to tell.</summary>
    public static PageFaults OfProcess() => OperatingSystem.IsWindows() ? FaultCounters.OfWindowsProcess() : FaultCounters.OfUnix(FaultCounters.WholeProcess);

    /// <summary>Faults of the calling thread on Linux; of the process where the system does not count them by thread.</summary>
    public static PageFaults OfThread() => OperatingSystem.IsLinux() ? FaultCounters.OfUnix(FaultCounters.CallingThread) : OfProcess();

    /// <summary>What has come since <paramref name="earlier"/>.</summary>
    public PageFaults Since(PageFaults earlier) => new(Minor - earlier.Minor, TellsMajor ? Major - earlier.Major : -1);
}
