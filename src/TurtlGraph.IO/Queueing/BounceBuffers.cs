using System.Diagnostics;
using TurtlGraph.Memory;

namespace TurtlGraph.IO;

/// <summary>
/// Page-aligned buffers of one size that reads go through when the device cannot write to their own destination, in huge
/// pages where the system gives them. They get memory as they are used. Renting is for one thread at a time, returning for any.
/// </summary>
internal sealed unsafe class BounceBuffers : IDisposable
{
    private const int PageSize = 4096;
    private readonly Arena _arena;
    private readonly int[] _isUsed;

    public BounceBuffers(string name, int count, int bytes)
    {
        Bytes = bytes;
        TotalBytes = Math.Max(1, count) * (long)bytes;
        _isUsed = new int[count];

        // Address space beyond the buffers is for guards, which lie before and behind them where they are on.
        _arena = new Arena(new ArenaOptions
        {
            Name = name,
            InitialBytes = TotalBytes,
            MaxBytes = TotalBytes + (2 * PageSize),
            GrowthFactor = 1,
            HugePages = HugePages.Transparent,
        });
        Memory = _arena.Allocate(TotalBytes, PageSize);
    }

    /// <summary>Size of one buffer.</summary>
    public int Bytes { get; }

    public byte* Memory { get; }

    public long TotalBytes { get; }

    public byte* this[int buffer] => Memory + ((long)buffer * Bytes);

    public bool TryRent(out int buffer)
    {
        buffer = -1;
        for (int i = 0; i < _isUsed.Length; i++)
        {
            if (Volatile.Read(ref _isUsed[i]) == 0)
            {
                _isUsed[i] = 1;
                buffer = i;
                return true;
            }
        }

        return false;
    }

    public void Return(int buffer)
    {
        Debug.Assert(_isUsed[buffer] == 1, "a buffer is returned once");
        Volatile.Write(ref _isUsed[buffer], 0);
    }

    public void Dispose() => _arena.Dispose();
}
