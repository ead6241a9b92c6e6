using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TurtlGraph.Memory;

/// <summary>What Linux and macOS have in common; where their numbers differ, they are given.</summary>
internal abstract unsafe partial class UnixMapping(int openFlags) : IMappingPlatform
{
    private const int Interrupted = 4;
    private const int NotPermitted = 1;
    private const int NoEntry = 2;
    private const int AccessDenied = 13;
    private const int NotADirectory = 20;
    private const int ProtRead = 1;
    private const int MapShared = 1;
    private const nint MapFailed = -1;

    /// <summary>Pages that one residency call describes.</summary>
    private const int ResidencyPages = 4096;

    /// <remarks>
    /// Opened here and not by the framework because a file that turns out to be a pipe must not make the caller wait for its writer.
    /// </remarks>
    public SafeFileHandle Open(string path, MappedAccess access)
    {
        int file;
        int error = 0;
        do
        {
            file = Open(path, openFlags);
            error = file < 0 ? Marshal.GetLastPInvokeError() : 0;
        }
        while (error == Interrupted);

        if (error != 0)
        {
            throw CannotOpen(path, error);
        }

        AdviseReads(file, access);
        return new SafeFileHandle(file, ownsHandle: true);
    }

    public byte* Map(SafeFileHandle file, long length)
    {
        nint start = Map(0, (nuint)length, ProtRead, MapShared, file, 0);
        return start != MapFailed
            ? (byte*)start
            : throw new MappingException($"The system refused to map a file of {length:N0} bytes: {LastError()}.");
    }

    public void Unmap(byte* start, long length) => _ = Unmap((nint)start, (nuint)length);

    public abstract string? Advise(byte* start, long length, MappedAdvice advice);

    public abstract string? Populate(byte* start, long length);

    public string? Lock(byte* start, long length) => Reason(Lock((nint)start, (nuint)length));

    public string? CountResident(byte* start, long length, out long bytes)
    {
        int page = Environment.SystemPageSize;
        byte* pages = stackalloc byte[ResidencyPages];
        bytes = 0;
        for (long at = 0; at < length; at += (long)ResidencyPages * page)
        {
            long part = Math.Min(length - at, (long)ResidencyPages * page);
            if (Residency((nint)(start + at), (nuint)part, pages) != 0)
            {
                return LastError();
            }

            foreach (byte state in new ReadOnlySpan<byte>(pages, (int)((part + page - 1) / page)))
            {
                bytes += (state & 1) * page;
            }
        }

        return null;
    }

    /// <summary>Tells the system how the file will be read through its handle.</summary>
    protected abstract void AdviseReads(int file, MappedAccess access);

    /// <summary>The number that both systems have for advice on order and need.</summary>
    protected static int Number(MappedAdvice advice) => advice switch
    {
        MappedAdvice.Random => 1,
        MappedAdvice.Sequential => 2,
        MappedAdvice.WillNeed => 3,
        _ => 0,
    };

    /// <summary>Passes one of the system's numbers for advice on.</summary>
    protected static string? AdviseRaw(byte* start, long length, int advice) => Reason(Advise((nint)start, (nuint)length, advice));

    private static string? Reason(int result) => result == 0 ? null : LastError();

    private static string LastError() => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    private static Exception CannotOpen(string path, int error)
    {
        string message = $"Cannot open '{path}' for reading: {Marshal.GetPInvokeErrorMessage(error)}.";
        return error switch
        {
            NoEntry or NotADirectory => new FileNotFoundException(message, path),
            AccessDenied or NotPermitted => new UnauthorizedAccessException(message),
            _ => new IOException(message),
        };
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, SafeFileHandle file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    private static partial int Advise(nint address, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "mlock", SetLastError = true)]
    private static partial int Lock(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "mincore", SetLastError = true)]
    private static partial int Residency(nint address, nuint length, byte* pages);
}
