using System.Runtime.InteropServices;

namespace TurtlGraph.Memory.Tests;

/// <summary>Calls of the system that tests need to bring about what they are about.</summary>
internal static unsafe partial class UnixCalls
{
    private const int MemoryLockLimit = 8;
    private const int IpcLock = 14;
    private const uint CapabilityVersion = 0x2008_0522;

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakePipe(string path, uint mode);

    /// <summary>Drops a file's clean pages from the system's cache (Linux).</summary>
    public static void DropCached(string path)
    {
        const int dontNeed = 4;
        using var file = File.Open(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
        Assert.Equal(0, AdviseFile((int)file.SafeFileHandle.DangerousGetHandle(), 0, 0, dontNeed));
    }

    /// <summary>Takes from this process the limit, and from this thread the right, to lock more than <paramref name="bytes"/> (Linux).</summary>
    public static void LimitLocks(long bytes)
    {
        var limit = stackalloc long[2] { bytes, bytes };
        Assert.Equal(0, SetLimit(MemoryLockLimit, limit));
        var header = stackalloc uint[2] { CapabilityVersion, 0 };
        var sets = stackalloc uint[6];
        Assert.Equal(0, GetCapabilities(header, sets));
        sets[0] &= ~(1u << IpcLock);
        Assert.Equal(0, SetCapabilities(header, sets));
    }

    [LibraryImport("libc", EntryPoint = "posix_fadvise64")]
    private static partial int AdviseFile(int file, long offset, long length, int advice);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, long* limit);

    [LibraryImport("libc", EntryPoint = "capget")]
    private static partial int GetCapabilities(uint* header, uint* sets);

    [LibraryImport("libc", EntryPoint = "capset")]
    private static partial int SetCapabilities(uint* header, uint* sets);
}
