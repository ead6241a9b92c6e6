using System.Runtime.InteropServices;

namespace TurtlGraph.Bundles.Tests;

/// <summary>
/// Memory whose last byte lies before a page that cannot be touched (on Linux), so that a read past a file's end ends the test
/// run instead of passing unnoticed.
/// </summary>
internal sealed unsafe partial class GuardedBuffer : IDisposable
{
    private const int PageSize = 4096;
    private readonly byte* _start;
    private readonly nuint _length;

    public GuardedBuffer(int capacity)
    {
        _length = (nuint)((capacity + PageSize - 1) & -PageSize);
        if (!OperatingSystem.IsLinux())
        {
            _start = (byte*)NativeMemory.AlignedAlloc(_length, PageSize);
            return;
        }

        const int readWrite = 3;
        const int privateAnonymous = 0x22;
        _start = (byte*)Map(null, _length + PageSize, readWrite, privateAnonymous, -1, 0);
        Assert.Equal(0, Protect(_start + _length, PageSize, 0));
    }

    /// <summary>A file of these bytes that ends just before the guard.</summary>
    public BundleFile Load(ReadOnlySpan<byte> file)
    {
        byte* start = _start + _length - (nuint)file.Length;
        file.CopyTo(new Span<byte>(start, file.Length));
        return new TrustedBundleFile(start, file.Length);
    }

    /// <summary>The last bytes before the guard.</summary>
    public Span<byte> Last(int length) => new(_start + _length - (nuint)length, length);

    public void Dispose()
    {
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal(0, Unmap(_start, _length + PageSize));
        }
        else
        {
            NativeMemory.AlignedFree(_start);
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);
}
