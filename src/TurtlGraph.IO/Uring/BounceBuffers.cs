using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TurtlGraph.IO;

/// <summary>Page-aligned buffers of one size for reads whose own destination the device cannot write to. One thread at a time.</summary>
internal sealed unsafe class BounceBuffers : IDisposable
{
    private const int PageSize = 4096;
    private readonly byte* _memory;
    private readonly int[] _free;
    private int _freeCount;

    public BounceBuffers(int count, int bytes)
    {
        Bytes = bytes;
        TotalBytes = (long)count * bytes;
        _memory = (byte*)NativeMemory.AlignedAlloc((nuint)TotalBytes, PageSize);
        _free = new int[count];
        for (int i = count - 1; i >= 0; i--)
        {
            _free[_freeCount++] = i;
        }
    }

    /// <summary>Size of one buffer.</summary>
    public int Bytes { get; }

    public byte* Memory => _memory;

    public long TotalBytes { get; }

    public byte* this[int buffer] => _memory + ((long)buffer * Bytes);

    public bool TryRent(out int buffer)
    {
        if (_freeCount == 0)
        {
            buffer = -1;
            return false;
        }

        buffer = _free[--_freeCount];
        return true;
    }

    public void Return(int buffer)
    {
        Debug.Assert(_freeCount < _free.Length, "a buffer is returned once");
        _free[_freeCount++] = buffer;
    }

    public void Dispose() => NativeMemory.AlignedFree(_memory);
}
