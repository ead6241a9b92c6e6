using System.Runtime.InteropServices;

namespace TurtlGraph.Memory;

internal static unsafe partial class VirtualMemory
{
    /// <summary>Linux and macOS: mmap without access rights reserves, mprotect commits.</summary>
    private static partial class Unix
    {
        private const int ProtNone = 0;
        private const int ProtReadWrite = 3;
        private const int MapPrivate = 0x02;
        private const int MapFixed = 0x10;
        private const int AdviceHugePage = 14;
        private const nint MapFailed = -1;

        private static int AnonymousNoReserve => OperatingSystem.IsMacOS() ? 0x1000 | 0x40 : 0x20 | 0x4000;

        public static byte* Reserve(long bytes)
        {
            var start = Map(0, (nuint)bytes, ProtNone, MapPrivate | AnonymousNoReserve, -1, 0);
            return start == MapFailed ? null : (byte*)start;
        }

        public static bool Commit(byte* start, long bytes) => Protect((nint)start, (nuint)bytes, ProtReadWrite) == 0;

        /// <summary>Mapping fresh pages over the old ones drops their memory on every Unix, which advice does not.</summary>
        public static bool Decommit(byte* start, long bytes) =>
            Map((nint)start, (nuint)bytes, ProtNone, MapPrivate | MapFixed | AnonymousNoReserve, -1, 0) != MapFailed;

        public static bool Release(byte* start, long bytes) => Unmap((nint)start, (nuint)bytes) == 0;

        public static void AdviseHugePages(byte* start, long bytes) => _ = Advise((nint)start, (nuint)bytes, AdviceHugePage);

        [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
        private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

        [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
        private static partial int Unmap(nint address, nuint length);

        [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
        private static partial int Protect(nint address, nuint length, int protection);

        [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
        private static partial int Advise(nint address, nuint length, int advice);
    }
}
