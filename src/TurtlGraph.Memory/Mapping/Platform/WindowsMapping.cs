using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TurtlGraph.Memory;

/// <summary>
/// Windows. A file cannot be cut while it is mapped, but a server or a device can go away under it. Residency is told of the
/// pages in this process, not of those that wait in the system's cache.
/// </summary>
internal sealed unsafe partial class WindowsMapping : IMappingPlatform
{
    private const uint PageReadOnly = 2;
    private const uint MapRead = 4;
    private const int ResidencyPages = 1024;

    /// <remarks>The order of reading is said here; the system takes no such advice on a map.</remarks>
    public SafeFileHandle Open(string path, MappedAccess access) => File.OpenHandle(
        path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, access switch
        {
            MappedAccess.Sequential => FileOptions.SequentialScan,
            MappedAccess.Random => FileOptions.RandomAccess,
            _ => FileOptions.None,
        });

    public byte* Map(SafeFileHandle file, long length)
    {
        nint section = CreateFileMapping(file, 0, PageReadOnly, 0, 0, 0);
        if (section == 0)
        {
            throw new MappingException($"The system refused to map a file of {length:N0} bytes: {LastError()}");
        }

        nint start = MapViewOfFile(section, MapRead, 0, 0, (nuint)length);
        string? reason = start == 0 ? LastError() : null;
        _ = CloseHandle(section);
        return start != 0
            ? (byte*)start
            : throw new MappingException($"The system refused to map a file of {length:N0} bytes: {reason}");
    }

    public void Unmap(byte* start, long length) => _ = UnmapViewOfFile((nint)start);

    public string? Advise(byte* start, long length, MappedAdvice advice) => advice switch
    {
        MappedAdvice.WillNeed => Prefetch(start, length),
        MappedAdvice.HugePages => "Windows has no huge pages for files",
        _ => "Windows takes the order of reading when the file is opened",
    };

    public string? Populate(byte* start, long length) => "Windows has no call that reads a part of a map and waits";

    public string? Lock(byte* start, long length) => VirtualLock((nint)start, (nuint)length) != 0 ? null : LastError();

    public string? CountResident(byte* start, long length, out long bytes)
    {
        int page = Environment.SystemPageSize;
        PageState* pages = stackalloc PageState[ResidencyPages];
        bytes = 0;
        for (long at = 0; at < length; at += (long)ResidencyPages * page)
        {
            int count = (int)Math.Min(ResidencyPages, (length - at + page - 1) / page);
            for (int i = 0; i < count; i++)
            {
                pages[i] = new PageState { Address = (nint)(start + at + ((long)i * page)) };
            }

            if (QueryWorkingSet(GetCurrentProcess(), pages, (uint)(count * sizeof(PageState))) == 0)
            {
                return LastError();
            }

            for (int i = 0; i < count; i++)
            {
                bytes += (long)(pages[i].Flags & 1) * page;
            }
        }

        return null;
    }

    private static string? Prefetch(byte* start, long length)
    {
        var range = new MemoryRange { Start = (nint)start, Length = (nuint)length };
        return PrefetchVirtualMemory(GetCurrentProcess(), 1, &range, 0) != 0 ? null : LastError();
    }

    private static string LastError() => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    [StructLayout(LayoutKind.Sequential)]
    private struct MemoryRange
    {
        public nint Start;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PageState
    {
        public nint Address;

        /// <summary>Bit 0: the page is in the working set.</summary>
        public nuint Flags;
    }

    [LibraryImport("kernel32", EntryPoint = "CreateFileMappingW", SetLastError = true)]
    private static partial nint CreateFileMapping(SafeFileHandle file, nint security, uint protection, uint lengthHigh, uint lengthLow, nint name);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial nint MapViewOfFile(nint section, uint access, uint offsetHigh, uint offsetLow, nuint length);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial int UnmapViewOfFile(nint start);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial int CloseHandle(nint handle);

    [LibraryImport("kernel32")]
    private static partial nint GetCurrentProcess();

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial int PrefetchVirtualMemory(nint process, nuint count, MemoryRange* ranges, uint flags);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial int VirtualLock(nint start, nuint length);

    [LibraryImport("kernel32", EntryPoint = "K32QueryWorkingSetEx", SetLastError = true)]
    private static partial int QueryWorkingSet(nint process, PageState* pages, uint bytes);
}
