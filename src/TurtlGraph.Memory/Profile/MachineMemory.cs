namespace TurtlGraph.Memory;

/// <summary>What this machine gives a program that wants memory.</summary>
/// <param name="PageBytes">Size of a page.</param>
/// <param name="HugePageBytes">Size of a huge page.</param>
/// <param name="TransparentHugePages">How the kernel treats transparent huge pages: <c>always</c>, <c>madvise</c> or <c>never</c>; <see langword="null"/> where there are none.</param>
/// <param name="HugePagesInPool">Explicit huge pages set aside; -1 where the system does not tell.</param>
/// <param name="HugePagesFree">Those nobody uses; -1 where the system does not tell.</param>
/// <param name="NumaNodes">NUMA nodes, at least 1.</param>
/// <param name="PhysicalBytes">Memory of the machine, or of the container where the runtime sees a limit.</param>
public sealed record MachineMemory(
    long PageBytes, long HugePageBytes, string? TransparentHugePages, long HugePagesInPool, long HugePagesFree, int NumaNodes, long PhysicalBytes)
{
    /// <summary>Asks the system. Cold: reads a few small files.</summary>
    public static MachineMemory Read()
    {
        var meminfo = OperatingSystem.IsLinux() ? Text("/proc/meminfo") : [];
        var physical = SystemText.TryFindNumber(meminfo, "MemTotal"u8, out var kibibytes) ? kibibytes << 10 : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return new MachineMemory(
            PageSystem.Current.PageSize,
            PageSystem.Current.HugePageSize,
            ChosenMode(System.Text.Encoding.UTF8.GetString(OperatingSystem.IsLinux() ? Text("/sys/kernel/mm/transparent_hugepage/enabled") : [])),
            SystemText.TryFindNumber(meminfo, "HugePages_Total"u8, out var pool) ? pool : -1,
            SystemText.TryFindNumber(meminfo, "HugePages_Free"u8, out var free) ? free : -1,
            PageSystem.Current.NumaNodes,
            physical);
    }

    /// <summary>The word in brackets: <c>always [madvise] never</c>.</summary>
    internal static string? ChosenMode(string text)
    {
        var start = text.IndexOf('[', StringComparison.Ordinal);
        var end = text.IndexOf(']', StringComparison.Ordinal);
        return start >= 0 && end > start ? text[(start + 1)..end] : null;
    }

    private static byte[] Text(string path)
    {
        using var file = SystemFile.TryOpen(path);
        return file is null ? [] : file.Read(new byte[8 << 10]).ToArray();
    }
}
