using TurtlGraph.Memory;

namespace TurtlGraph.Bundles;

/// <summary>A zlib compressor or decoder that belongs to one thread and is freed when the thread is gone.</summary>
internal sealed unsafe class ZlibContext
{
    private readonly delegate* unmanaged<ZlibStream*, int> _end;

    /// <param name="end">The library's function that frees what its initialiser made.</param>
    /// <param name="level">Level it was made for, 0 for a decoder.</param>
    public ZlibContext(delegate* unmanaged<ZlibStream*, int> end, int level)
    {
        _end = end;
        Level = level;
        Stream = (ZlibStream*)NativeHeap.Shared.Allocate(sizeof(ZlibStream));
        *Stream = default;
    }

    ~ZlibContext()
    {
        _end(Stream);
        NativeHeap.Shared.Free(Stream);
    }

    public ZlibStream* Stream { get; }

    public int Level { get; }
}
