using System.Runtime.InteropServices;

namespace TurtlGraph.Memory;

/// <summary>Where the systems tell how their heap stands.</summary>
internal static unsafe class SystemHeap
{
    private static readonly nint s_entry = FindEntry();

    /// <summary>glibc's <c>struct mallinfo2</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct MallInfo
    {
        public nuint Arena;
        public nuint FreeChunks;
        public nuint FastChunks;
        public nuint MappedChunks;
        public nuint MappedBytes;
        public nuint Unused;
        public nuint FastBytes;
        public nuint UsedBytes;
        public nuint FreeBytes;
        public nuint Trimmable;
    }

    /// <summary>macOS's <c>malloc_statistics_t</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ZoneStatistics
    {
        public uint BlocksInUse;
        public nuint SizeInUse;
        public nuint MaxSizeInUse;
        public nuint SizeAllocated;
    }

    public static NativeHeapFigures Read() =>
        s_entry == 0 ? default : OperatingSystem.IsMacOS() ? ReadZones() : ReadMallInfo();

    private static nint FindEntry()
    {
        var (library, entry) = OperatingSystem.IsMacOS() ? ("libSystem.B.dylib", "malloc_zone_statistics") : ("libc.so.6", "mallinfo2");
        return !OperatingSystem.IsWindows() && NativeLibrary.TryLoad(library, out var handle) && NativeLibrary.TryGetExport(handle, entry, out var address)
            ? address
            : 0;
    }

    private static NativeHeapFigures ReadMallInfo()
    {
        var info = ((delegate* unmanaged<MallInfo>)s_entry)();
        return new NativeHeapFigures(
            (long)(info.Arena + info.MappedBytes), (long)(info.UsedBytes + info.MappedBytes), (long)info.FreeBytes, (long)(info.FreeChunks + info.FastChunks));
    }

    private static NativeHeapFigures ReadZones()
    {
        ZoneStatistics all;
        ((delegate* unmanaged<nint, ZoneStatistics*, void>)s_entry)(0, &all);
        return new NativeHeapFigures((long)all.SizeAllocated, (long)all.SizeInUse, (long)(all.SizeAllocated - all.SizeInUse), -1);
    }
}
