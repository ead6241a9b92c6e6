using System.Runtime.InteropServices;

namespace TurtlGraph.Memory;

/// <summary>
/// Zeroed memory of a fixed size with one owner: from the system's heap when it is smaller than a page, else pages of its own.
/// </summary>
internal sealed unsafe class OwnedMemory : IDisposable
{
    private readonly ReservedRange? _range;
    private readonly MemoryAccount? _account;
    private byte* _heap;
    private bool _disposed;

    public OwnedMemory(long bytes, CollectionOptions options)
    {
        var small = bytes < PageSystem.Current.PageSize;
        _account = options.Profile?.Open(options.Name, small ? MemoryTier.Heap : MemoryTier.Arena);
        try
        {
            if (small)
            {
                _heap = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, CacheLine.Size);
                NativeMemory.Clear(_heap, (nuint)bytes);
                _account?.Committed(bytes);
            }
            else
            {
                _range = new ReservedRange(new RangeOptions
                {
                    Bytes = bytes, Step = bytes, HugePages = options.HugePages, NumaNode = options.NumaNode, Account = _account,
                });
                _range.TryCommit(bytes);
            }
        }
        catch
        {
            _range?.Dispose();
            _account?.Dispose();
            throw;
        }

        Pointer = _range != null ? _range.Base : _heap;
        _account?.Allocated(bytes);
    }

    /// <summary>First byte, aligned to a cache line at least.</summary>
    public byte* Pointer { get; }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _range?.Dispose();
            NativeMemory.AlignedFree(_heap);
            _heap = null;
            _account?.Dispose();
        }
    }
}
