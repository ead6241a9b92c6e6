using System.Runtime.InteropServices;

namespace TurtlGraph.IO;

// The system calls; their numbers are the same on x64 and arm64.
internal sealed unsafe partial class Ring
{
    public const int NotSupported = 38;

    private const nint SetupNumber = 425;
    private const nint EnterNumber = 426;
    private const nint RegisterNumber = 427;
    private const uint GetEvents = 1;
    private const uint WakePolling = 2;
    private const uint ExtendedArgument = 8;
    private const long EntriesOffset = 0x10000000;

    private const uint RegisterFilesOld = 2;
    private const uint RegisterFilesUpdate = 6;
    private const uint RegisterProbe = 8;
    private const uint RegisterBuffersTagged = 15;
    private const uint RegisterBuffersUpdate = 16;

    /// <summary>Whether the kernel knows all of these operations.</summary>
    public bool Supports(params ReadOnlySpan<byte> operations)
    {
        // struct io_uring_probe: 16 bytes, then 8 bytes for each operation with its flags at byte 2.
        byte* probe = stackalloc byte[16 + (256 * 8)];
        new Span<byte>(probe, 16 + (256 * 8)).Clear();
        if (Register(RegisterNumber, _descriptor, RegisterProbe, probe, 256) < 0)
        {
            return false;
        }

        foreach (byte operation in operations)
        {
            if (operation > probe[0] || (*(ushort*)(probe + 16 + (operation * 8) + 2) & 1) == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Makes a table of <paramref name="count"/> empty places for files; false when refused.</summary>
    public bool TryMakeFileTable(int count)
    {
        int[] none = new int[count];
        Array.Fill(none, -1);
        fixed (int* descriptors = none)
        {
            return Register(RegisterNumber, _descriptor, RegisterFilesOld, descriptors, (uint)count) >= 0;
        }
    }

    /// <summary>Puts a file in its place of the table; false when refused.</summary>
    public bool TryPutFile(int place, int descriptor)
    {
        RingTableUpdate update = new() { First = (uint)place, Data = (ulong)&descriptor };
        return Register(RegisterNumber, _descriptor, RegisterFilesUpdate, &update, 1) == 1;
    }

    /// <summary>Makes a table of <paramref name="count"/> empty places for buffers (Linux 5.19); false when refused.</summary>
    public bool TryMakeBufferTable(int count)
    {
        RingTable table = new() { Count = (uint)count, Flags = RingTable.Sparse };
        return Register(RegisterNumber, _descriptor, RegisterBuffersTagged, &table, (uint)sizeof(RingTable)) >= 0;
    }

    /// <summary>Pins memory in a place of the table: 0, or the error number with its sign turned.</summary>
    public int PutBuffer(int place, byte* start, nuint length)
    {
        RingBuffer buffer = new() { Start = start, Length = length };
        ulong tag = 0;
        RingTableUpdate update = new() { First = (uint)place, Data = (ulong)&buffer, Tags = (ulong)&tag, Count = 1 };
        return Register(RegisterNumber, _descriptor, RegisterBuffersUpdate, &update, (uint)sizeof(RingTableUpdate)) == 1
            ? 0 : -Marshal.GetLastPInvokeError();
    }

    private static byte* Map(int descriptor, nuint length, long offset)
    {
        const int ReadWrite = 3, SharedPopulated = 0x8001;
        byte* address = MemoryMap(null, length, ReadWrite, SharedPopulated, descriptor, (nint)offset);
        return address == (byte*)-1 ? null : address;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Setup(nint number, uint entries, RingParameters* parameters);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Enter(nint number, int descriptor, uint submit, uint complete, uint flags, RingWaitArgument* argument, nuint length);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Register(nint number, int descriptor, uint operation, void* argument, uint count);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial byte* MemoryMap(byte* address, nuint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int MemoryUnmap(byte* address, nuint length);
}
