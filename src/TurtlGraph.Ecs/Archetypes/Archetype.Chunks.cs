using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Ecs;

/// <content>Chunks: rented in growing sizes, returned when more than one is empty.</content>
public sealed unsafe partial class Archetype
{
    /// <summary>Layouts by the logarithm of a chunk's blocks; made when first used.</summary>
    private readonly ChunkLayout[] _layouts = new ChunkLayout[8];

    /// <summary>The chunks; the first <see cref="ChunkCount"/> hold entities.</summary>
    private ChunkRecord[] _chunks = new ChunkRecord[4];
    private int _held;
    private int _heldBlocks;

    private ChunkLayout? _tailLayout;
    private byte* _tail;
    private uint _tailSlot;

    /// <summary>Rows in use of the last chunk, and rows it has; both 0 when there is none.</summary>
    private int _tailCount;
    private int _tailCapacity;
    private int _rowsBeforeTail;

    /// <summary>
    /// Makes at once what growing to so many entities would allocate on the managed heap, so that no later frame has to. The
    /// chunks themselves are arena memory and are rented when they are needed.
    /// </summary>
    public void Reserve(int entities)
    {
        var chunks = 0;
        var blocks = 0;
        for (long rows = 0; rows < entities; chunks++)
        {
            var count = Math.Clamp(blocks, 1, _store.LargestChunk);
            blocks += count;
            rows += LayoutFor(count).Capacity;
        }

        // One more: an archetype keeps an empty chunk.
        if (chunks + 1 > _chunks.Length)
        {
            Array.Resize(ref _chunks, chunks + 1);
        }
    }

    /// <summary>Chunk <paramref name="index"/> with the entities in it now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Chunk ChunkAt(int index)
    {
        Debug.Assert((uint)index < (uint)ChunkCount, "No such chunk.");
        ref readonly var chunk = ref _chunks[index];
        return new Chunk(chunk.Layout, _store.ChunkAt(chunk.Slot), index == ChunkCount - 1 ? _tailCount : chunk.Layout.Capacity);
    }

    /// <summary>Removes all rows at once and returns the chunks.</summary>
    internal void RemoveAll()
    {
        ChunkCount = 0;
        _rowsBeforeTail = _tailCount = _tailCapacity = 0;
        ReturnEmpty(0);
    }

    /// <summary>Returns the chunks that hold no entity.</summary>
    internal void Trim() => ReturnEmpty(ChunkCount);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OpenChunk()
    {
        if (ChunkCount == _held)
        {
            RentChunk();
        }

        _rowsBeforeTail += _tailCount;
        SelectTail(ChunkCount++);
        _tailCount = 0;
    }

    private void CloseChunk()
    {
        ChunkCount--;
        if (ChunkCount > 0)
        {
            SelectTail(ChunkCount - 1);
            _tailCount = _tailCapacity;
            _rowsBeforeTail -= _tailCount;
        }
        else
        {
            _tailCapacity = 0;
        }

        // One empty chunk stays, so that an archetype whose count swings over a chunk's edge does not rent and return.
        ReturnEmpty(ChunkCount + 1);
    }

    private void SelectTail(int index)
    {
        ref readonly var chunk = ref _chunks[index];
        _tailLayout = chunk.Layout;
        _tailSlot = chunk.Slot;
        _tail = _store.ChunkAt(chunk.Slot);
        _tailCapacity = chunk.Layout.Capacity;
    }

    private void RentChunk()
    {
        if (_held == _chunks.Length)
        {
            Array.Resize(ref _chunks, 2 * _held);
        }

        var run = _store.Rent(Math.Clamp(_heldBlocks, 1, _store.LargestChunk));
        var layout = LayoutFor(run.Count);
        _chunks[_held++] = new ChunkRecord(layout, _store.Assign(run, layout), run);
        _heldBlocks += run.Count;
    }

    /// <summary>Returns chunks from the end until <paramref name="keep"/> are held.</summary>
    private void ReturnEmpty(int keep)
    {
        while (_held > keep)
        {
            var run = _chunks[--_held].Run;
            _heldBlocks -= run.Count;
            _store.Return(run);
        }
    }

    private ChunkLayout LayoutFor(int blocks)
    {
        var order = BitOperations.Log2((uint)blocks);
        return _layouts[order] ??= _store.Layouts.Add(this, blocks * _store.BlockBytes);
    }
}
