using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TurtlGraph.IO;

/// <summary>Aligned buffers that joined reads go through; made when the first is needed. Any thread.</summary>
internal sealed unsafe class JoinBuffers : IDisposable
{
    private const int HugePage = 2 << 20;
    private readonly nint[] _memory;
    private readonly int[] _isUsed;

    public JoinBuffers(int count, int bytes, int alignment)
    {
        Alignment = alignment;

        // Room for a range to be rounded to the alignment at both ends.
        Bytes = bytes + (alignment > 1 ? 2 * alignment : 0);
        _memory = new nint[count];
        _isUsed = new int[count];
    }

    public int Alignment { get; }

    public int Bytes { get; }

    public byte* this[int buffer] => (byte*)_memory[buffer];

    public bool TryRent(out int buffer)
    {
        for (buffer = 0; buffer < _isUsed.Length; buffer++)
        {
            if (Volatile.Read(ref _isUsed[buffer]) == 0 && Interlocked.CompareExchange(ref _isUsed[buffer], 1, 0) == 0)
            {
                if (_memory[buffer] == 0)
                {
                    _memory[buffer] = (nint)NativeMemory.AlignedAlloc((nuint)Bytes, (nuint)(Bytes >= HugePage ? HugePage : 4096));
                }

                return true;
            }
        }

        buffer = -1;
        return false;
    }

    public void Return(int buffer)
    {
        Debug.Assert(_isUsed[buffer] == 1, "a buffer is returned once");
        Volatile.Write(ref _isUsed[buffer], 0);
    }

    public void Dispose()
    {
        foreach (nint memory in _memory)
        {
            NativeMemory.AlignedFree((void*)memory);
        }
    }
}
