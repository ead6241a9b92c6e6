using Microsoft.Win32.SafeHandles;

namespace TurtlGraph.IO;

/// <summary>A file that a ring reads: its descriptor, its place in the ring's table, and what direct reads of it must be multiples of.</summary>
internal sealed class UringFile : IDisposable
{
    private const int UsualAlignment = 4096;
    private readonly SafeFileHandle _handle;
    private int _offsetMask;
    private int _memoryMask;

    private UringFile(SafeFileHandle handle, bool direct)
    {
        _handle = handle;
        Descriptor = (int)handle.DangerousGetHandle();
        if (!direct || !LinuxCalls.TrySetDirect(Descriptor, true))
        {
            return;
        }

        _ = LinuxCalls.TryStatus(Descriptor, out FileFacts facts);
        _offsetMask = MaskOf(facts.OffsetAlignment);
        _memoryMask = MaskOf(facts.MemoryAlignment);
    }

    public int Descriptor { get; }

    /// <summary>Place in the ring's table of files; negative when it has none.</summary>
    public int Place { get; set; } = -1;

    /// <summary>Whether reads bypass the page cache.</summary>
    public bool IsDirect => _offsetMask != 0;

    /// <summary>One less than the power of two that offsets and lengths are multiples of; 0 when it does not matter.</summary>
    public int OffsetMask => _offsetMask;

    /// <exception cref="ByteSourceException">The file cannot be opened.</exception>
    public static UringFile Open(string path, bool direct) => new(FileByteStore.Open(path), direct);

    /// <summary>Whether bytes can go straight from an offset of the file to an address.</summary>
    public unsafe bool IsAligned(long offset, byte* destination) =>
        (offset & _offsetMask) == 0 && ((nint)destination & _memoryMask) == 0;

    /// <summary>Whether a read of it has ended well.</summary>
    public bool HasWorked { get; set; }

    /// <summary>
    /// Reads through the page cache from now on, unless a direct read has worked: some file systems accept the flag and then
    /// refuse the reads.
    /// </summary>
    public bool TryGiveUpDirect()
    {
        if (!IsDirect || HasWorked || !LinuxCalls.TrySetDirect(Descriptor, false))
        {
            return false;
        }

        _offsetMask = 0;
        _memoryMask = 0;
        return true;
    }

    public void Dispose() => _handle.Dispose();

    private static int MaskOf(int alignment) => alignment is > 1 and <= UsualAlignment && int.IsPow2(alignment) ? alignment - 1 : UsualAlignment - 1;
}
