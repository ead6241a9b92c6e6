using System.Runtime.InteropServices;

namespace TurtlGraph.Memory;

internal static unsafe partial class VirtualMemory
{
    private static partial class Windows
    {
        private const uint MemCommit = 0x1000;
        private const uint MemReserve = 0x2000;
        private const uint MemDecommit = 0x4000;
        private const uint MemRelease = 0x8000;
        private const uint PageNoAccess = 0x01;
        private const uint PageReadWrite = 0x04;

        public static byte* Reserve(long bytes) => (byte*)VirtualAlloc(0, (nuint)bytes, MemReserve, PageNoAccess);

        public static bool Commit(byte* start, long bytes) =>
            VirtualAlloc((nint)start, (nuint)bytes, MemCommit, PageReadWrite) != 0;

        public static bool Decommit(byte* start, long bytes) => VirtualFree((nint)start, (nuint)bytes, MemDecommit) != 0;

        public static bool Release(byte* start) => VirtualFree((nint)start, 0, MemRelease) != 0;

        [LibraryImport("kernel32", SetLastError = true)]
        private static partial nint VirtualAlloc(nint address, nuint size, uint type, uint protection);

        [LibraryImport("kernel32", SetLastError = true)]
        private static partial int VirtualFree(nint address, nuint size, uint type);
    }
}
