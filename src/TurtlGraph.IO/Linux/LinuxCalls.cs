using System.Runtime.InteropServices;

namespace TurtlGraph.IO;

/// <summary>
/// The system calls of Linux that the sources use, by number where the C library has no name for them. A negative result is
/// the error number with its sign turned.
/// </summary>
internal static unsafe partial class LinuxCalls
{
    public const int NoEntry = 2;
    public const int Interrupted = 4;
    public const int Again = 11;
    public const int NoMemory = 12;
    public const int Busy = 16;
    public const int Invalid = 22;
    public const int TimedOut = 62;
    public const int Cancelled = 125;

    private const int GetFlags = 3;
    private const int SetFlags = 4;
    private const int CloseOnExec = 0x80000;
    private const int Cachestat = 451;

    private static readonly bool IsArm64 = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>Whether the numbers below are known for this machine.</summary>
    public static bool IsSupported { get; } = OperatingSystem.IsLinux()
        && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    private static nint EventFdNumber => IsArm64 ? 19 : 290;

    private static nint StatxNumber => IsArm64 ? 291 : 332;

    private static nint PreadvNumber => IsArm64 ? 286 : 327;

    private static int DirectFlag => IsArm64 ? 0x10000 : 0x4000;

    public static int CreateEvent() => Result(Call(EventFdNumber, 0, CloseOnExec, 0, 0, 0, 0));

    /// <summary>Adds one to an event's counter: whoever reads it wakes.</summary>
    public static void SignalEvent(int descriptor)
    {
        ulong one = 1;
        _ = Write(descriptor, &one, sizeof(ulong));
    }

    public static void CloseFile(int descriptor) => _ = Close(descriptor);

    /// <summary>Makes reads of an open file bypass the page cache, or not; false when the file system refuses.</summary>
    public static bool TrySetDirect(int descriptor, bool direct)
    {
        int flags = FileControl(descriptor, GetFlags, 0);
        return flags >= 0 && FileControl(descriptor, SetFlags, direct ? flags | DirectFlag : flags & ~DirectFlag) == 0;
    }

    /// <summary>What the file system says about an open file; false when it cannot tell.</summary>
    public static bool TryStatus(int descriptor, out FileFacts facts)
    {
        const int EmptyPath = 0x1000;
        const uint DirectAlignment = 0x2000;
        byte nothing = 0;
        byte* status = stackalloc byte[256];
        nint result = Call(StatxNumber, descriptor, (nint)(&nothing), EmptyPath, (nint)DirectAlignment, (nint)status, 0);
        facts = result != 0 ? default : new FileFacts
        {
            DeviceMajor = *(uint*)(status + 136),
            DeviceMinor = *(uint*)(status + 140),
            MemoryAlignment = (*(uint*)status & DirectAlignment) != 0 ? *(int*)(status + 152) : 0,
            OffsetAlignment = (*(uint*)status & DirectAlignment) != 0 ? *(int*)(status + 156) : 0,
        };
        return result == 0;
    }

    /// <summary>Reads only what the page cache holds; a negative error number otherwise (<see cref="Again"/>: it is not there).</summary>
    public static int ReadCached(int descriptor, byte* destination, int length, long offset)
    {
        const int NoWait = 8;
        IoVector vector = new() { Base = destination, Length = (nuint)length };
        return Result(Call(PreadvNumber, descriptor, (nint)(&vector), 1, (nint)offset, 0, NoWait));
    }

    /// <summary>Pages of a range that the page cache holds; negative when the kernel does not tell (before 6.5, or not the owner's file).</summary>
    public static long CountCachedPages(int descriptor, long offset, int length)
    {
        ulong* range = stackalloc ulong[] { (ulong)offset, (ulong)length };
        ulong* counts = stackalloc ulong[5];
        int result = Result(Call(Cachestat, descriptor, (nint)range, (nint)counts, 0, 0, 0));
        return result < 0 ? result : (long)counts[0];
    }

    private static int Result(nint result) => result >= 0 ? (int)result : -Marshal.GetLastPInvokeError();

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, nint a, nint b, nint c, nint d, nint e, nint f);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, void* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int FileControl(int descriptor, int command, nint argument);

    private struct IoVector
    {
        public byte* Base;
        public nuint Length;
    }
}
