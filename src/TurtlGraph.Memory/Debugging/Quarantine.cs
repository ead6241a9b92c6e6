using System.Runtime.InteropServices;

namespace TurtlGraph.Memory;

/// <summary>
/// Freed blocks of the system's heap that are kept back for a while, because that heap writes into what it gets back: until
/// then a write after free shows in their poison, and a double free is known for one.
/// </summary>
internal sealed unsafe class Quarantine(AllocationLedger ledger, long capacity)
{
    private readonly Lock _lock = new();
    private readonly Queue<(nint Block, long Bytes, long Front)> _blocks = [];
    private long _bytes;

    /// <summary>Takes a block in and frees the oldest ones that no longer fit, after a check of their poison.</summary>
    public void Keep(byte* block, long bytes, long front)
    {
        lock (_lock)
        {
            _blocks.Enqueue(((nint)block, bytes, front));
            _bytes += bytes;
            while (_bytes > capacity)
            {
                var oldest = _blocks.Dequeue();
                _bytes -= oldest.Bytes;
                ledger.Forget((byte*)oldest.Block, oldest.Bytes);
                NativeMemory.AlignedFree((byte*)oldest.Block - oldest.Front);
            }
        }
    }

    /// <summary>Frees all blocks without a check.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            while (_blocks.TryDequeue(out var oldest))
            {
                NativeMemory.AlignedFree((byte*)oldest.Block - oldest.Front);
            }

            _bytes = 0;
        }
    }
}
