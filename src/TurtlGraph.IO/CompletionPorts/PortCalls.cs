using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace TurtlGraph.IO;

/// <summary>Overlapped reads and completion ports of Windows.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe partial class PortCalls
{
    public const int HandleEof = 38;
    public const int OperationAborted = 995;
    public const int Pending = 997;

    public const nint InvalidHandle = -1;

    /// <summary>Makes a port, or returns 0 with the error in <see cref="Marshal.GetLastPInvokeError"/>.</summary>
    public static nint Create() => CreateIoCompletionPort(InvalidHandle, 0, 0, 0);

    /// <summary>Makes all overlapped operations of a file arrive at a port.</summary>
    public static bool Join(nint file, nint port, nuint key) => CreateIoCompletionPort(file, port, key, 0) != 0;

    /// <summary>Opens the file of a handle once more, for overlapped reads.</summary>
    public static nint OpenOverlapped(nint file)
    {
        const uint GenericRead = 0x80000000, ShareRead = 1, ShareDelete = 4, Overlapped = 0x40000000, RandomAccess = 0x10000000;
        return ReOpenFile(file, GenericRead, ShareRead | ShareDelete, Overlapped | RandomAccess);
    }

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial nint ReOpenFile(nint file, uint access, uint share, uint flags);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial nint CreateIoCompletionPort(nint file, nint port, nuint key, uint threads);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool ReadFile(nint file, byte* buffer, uint length, uint* read, PortOperation* operation);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetQueuedCompletionStatusEx(nint port, PortEntry* entries, uint count, uint* removed, uint milliseconds, int alertable);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool PostQueuedCompletionStatus(nint port, uint bytes, nuint key, PortOperation* operation);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool CancelIoEx(nint file, PortOperation* operation);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool CloseHandle(nint handle);

    [LibraryImport("ntdll")]
    public static partial uint RtlNtStatusToDosError(uint status);
}

/// <summary>OVERLAPPED: one operation, at its address until it has arrived.</summary>
internal struct PortOperation
{
    /// <summary>The NTSTATUS of the operation.</summary>
    public nuint Status;
    public nuint Transferred;
    public uint Offset;
    public uint OffsetHigh;
    public nint Event;
}

/// <summary>OVERLAPPED_ENTRY: an operation that has arrived.</summary>
internal unsafe struct PortEntry
{
    public nuint Key;
    public PortOperation* Operation;
    public nuint Reserved;
    public uint Bytes;
}
