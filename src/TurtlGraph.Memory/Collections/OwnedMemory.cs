using System.Runtime.InteropServices;

namespace TurtlGraph.Memory;

/// <summary>
/// Zeroed memory of a fixed size with one owner: from the system's heap when it is smaller than a page, else pages of its own.
/// </summary>
internal sealed unsafe class OwnedMemory : IDisposable
{
    /// <summary>Processors fetch cache lines in pairs, so two arrays do not share a pair.</summary>
    private const int Alignment = 2 * CacheLine.Size;

    private readonly ReservedRange? _range;
    private readonly AllocationLedger? _ledger;
    private readonly MemoryAccount? _account;
    private byte* _heap;
    private bool _disposed;

    public OwnedMemory(long bytes, CollectionOptions options)
    {
        _ledger = AllocationLedger.Create(options.Guards, options.Name, options.Profile);
        var outer = _ledger?.OuterBytes(bytes, Alignment) ?? bytes;
        var small = outer < PageSystem.Current.PageSize;
        _account = options.Profile?.Open(options.Name, small ? MemoryTier.Heap : MemoryTier.Arena);
        try
        {
            if (small)
            {
                _heap = (byte*)NativeMemory.AlignedAlloc((nuint)outer, Alignment);
                NativeMemory.Clear(_heap, (nuint)outer);
                _account?.Committed(outer);
            }
            else
            {
                _range = new ReservedRange(new RangeOptions
                {
                    Bytes = outer, Step = outer, HugePages = options.HugePages, NumaNode = options.NumaNode, Account = _account,
                });
                _range.TryCommit(outer);
            }
        }
        catch
        {
            _range?.Dispose();
            _account?.Dispose();
            throw;
        }

        var start = _range != null ? _range.Base : _heap;
        Pointer = _ledger != null ? _ledger.Added(start, bytes, Alignment, fill: false) : start;
        _account?.Allocated(bytes);
    }

    /// <summary>First byte, aligned to two cache lines at least.</summary>
    public byte* Pointer { get; }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            try
            {
                _ledger?.Removed(Pointer, out _);
            }
            finally
            {
                _ledger?.Dispose();
                _range?.Dispose();
                NativeMemory.AlignedFree(_heap);
                _heap = null;
                _account?.Dispose();
            }
        }
    }
}
