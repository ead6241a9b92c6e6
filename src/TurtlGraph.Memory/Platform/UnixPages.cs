using System.Runtime.InteropServices;

namespace TurtlGraph.Memory;

/// <summary>What Linux and macOS have in common: mmap without access rights reserves, mprotect commits.</summary>
internal abstract unsafe partial class UnixPages : PageSystem
{
    protected const int ProtNone = 0;
    protected const int ProtReadWrite = 3;
    protected const int MapPrivate = 0x02;
    protected const int MapFixed = 0x10;
    protected const nint MapFailed = -1;

    /// <summary>Flags of an anonymous mapping for which no swap space is set aside.</summary>
    protected abstract int AnonymousNoReserve { get; }

    public override byte* Reserve(long bytes, int? numaNode = null)
    {
        var start = Map(0, (nuint)bytes, ProtNone, MapPrivate | AnonymousNoReserve, -1, 0);
        return start != MapFailed ? (byte*)start : throw Refused("reserve", bytes);
    }

    public override void Commit(byte* start, long bytes)
    {
        if (Protect((nint)start, (nuint)bytes, ProtReadWrite) != 0)
        {
            throw Refused("commit", bytes);
        }
    }

    /// <summary>MADV_DONTNEED on Linux, which drops pages at once; MADV_FREE on macOS, which drops them when memory is short.</summary>
    protected abstract int AdviceDiscard { get; }

    /// <summary>Maps fresh pages over the old ones, which drops their memory on every Unix; advice does not.</summary>
    public override void Decommit(byte* start, long bytes)
    {
        if (Map((nint)start, (nuint)bytes, ProtNone, MapPrivate | MapFixed | AnonymousNoReserve, -1, 0) == MapFailed)
        {
            throw Refused("decommit", bytes);
        }
    }

    public override string? Discard(byte* start, long bytes) =>
        Advise((nint)start, (nuint)bytes, AdviceDiscard) == 0 ? null : LastError();

    public override void Release(byte* start, long bytes)
    {
        if (Unmap((nint)start, (nuint)bytes) != 0)
        {
            throw Refused("release", bytes);
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    protected static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    protected static partial int Advise(nint address, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    protected static partial int Unmap(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(nint address, nuint length, int protection);
}
