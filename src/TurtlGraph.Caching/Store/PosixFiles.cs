using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TurtlGraph.Caching;

/// <summary>What the framework does not offer of POSIX: reading into two places by one call, and flushing a folder.</summary>
internal static unsafe partial class PosixFiles
{
    private const int ReadOnly = 0;

    public static bool IsSupported { get; } = OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>Bytes that were read; fewer than asked for when the file ends, the call was interrupted or it failed.</summary>
    public static int Read(SafeFileHandle file, Span<byte> head, Span<byte> body, long offset)
    {
        fixed (byte* first = head)
        fixed (byte* second = body)
        {
            Piece* pieces = stackalloc Piece[2];
            pieces[0] = new Piece { Start = first, Length = (nuint)head.Length };
            pieces[1] = new Piece { Start = second, Length = (nuint)body.Length };
            return (int)ReadVector(file, pieces, 2, offset);
        }
    }

    /// <summary>Flushes the names in a folder. Systems without it (Windows) keep them in a journal of their own.</summary>
    public static void FlushFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int folder = Open(path, ReadOnly);
        if (folder < 0)
        {
            throw new IOException($"Cannot open the folder '{path}' to flush it (error {Marshal.GetLastPInvokeError()}).");
        }

        try
        {
            // Some file systems know no flush of folders (EINVAL); then there is nothing to do.
            const int invalid = 22;
            if (Flush(folder) != 0 && Marshal.GetLastPInvokeError() is var error and not invalid)
            {
                throw new IOException($"Cannot flush the folder '{path}' (error {error}).", error);
            }
        }
        finally
        {
            _ = Close(folder);
        }
    }

    [LibraryImport("libc", EntryPoint = "preadv")]
    private static partial nint ReadVector(SafeFileHandle file, Piece* pieces, int count, long offset);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    private struct Piece
    {
        public byte* Start;
        public nuint Length;
    }
}
