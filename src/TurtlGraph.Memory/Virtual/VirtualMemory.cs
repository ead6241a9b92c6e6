using System.ComponentModel;
using System.Runtime.InteropServices;

namespace TurtlGraph.Memory;

/// <summary>
/// The operating system's page operations: reserve address space, give parts of it memory, take the memory back, release.
/// Ranges are whole pages; every call throws <see cref="MappingException"/> with the system's reason when it is refused.
/// </summary>
internal static unsafe partial class VirtualMemory
{
    /// <summary>Bytes in a page of this system.</summary>
    public static int PageSize => Environment.SystemPageSize;

    /// <summary>Rounds up to whole pages.</summary>
    public static long AlignToPage(long bytes) => (bytes + PageSize - 1) & ~((long)PageSize - 1);

    /// <summary>Reserves <paramref name="bytes"/> of address space that holds no memory yet.</summary>
    public static byte* Reserve(long bytes)
    {
        var result = OperatingSystem.IsWindows() ? Windows.Reserve(bytes) : Unix.Reserve(bytes);
        return result != null ? result : throw Refused("reserve", bytes);
    }

    /// <summary>Makes a reserved part readable and writable; it reads as zero.</summary>
    public static void Commit(byte* start, long bytes)
    {
        if (!(OperatingSystem.IsWindows() ? Windows.Commit(start, bytes) : Unix.Commit(start, bytes)))
        {
            throw Refused("commit", bytes);
        }
    }

    /// <summary>Gives the memory of a committed part back to the system; the address space stays reserved.</summary>
    public static void Decommit(byte* start, long bytes)
    {
        if (!(OperatingSystem.IsWindows() ? Windows.Decommit(start, bytes) : Unix.Decommit(start, bytes)))
        {
            throw Refused("decommit", bytes);
        }
    }

    /// <summary>Releases a whole range that <see cref="Reserve"/> returned.</summary>
    public static void Release(byte* start, long bytes)
    {
        if (!(OperatingSystem.IsWindows() ? Windows.Release(start) : Unix.Release(start, bytes)))
        {
            throw Refused("release", bytes);
        }
    }

    /// <summary>Asks for huge pages where the system has them on request; a refusal changes nothing but speed.</summary>
    public static void AdviseHugePages(byte* start, long bytes)
    {
        if (OperatingSystem.IsLinux())
        {
            Unix.AdviseHugePages(start, bytes);
        }
    }

    private static MappingException Refused(string operation, long bytes)
    {
        var reason = new Win32Exception(Marshal.GetLastPInvokeError()).Message;
        return new MappingException(
            $"The system refused to {operation} {bytes:N0} bytes of memory: {reason}. " +
            "Lower the configured size, or raise the limit of this process (ulimit -v, container memory, page file).");
    }
}
