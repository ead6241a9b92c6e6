using System.Diagnostics;
using System.Runtime.CompilerServices;
using TurtlGraph.Memory;

namespace TurtlGraph.Ecs;

/// <content>Chunks: rented in growing runs of neighbours, returned a run at a time.</content>
public sealed unsafe partial class Archetype
{
    /// <summary>Chunks in the longest run; 1 MiB with chunks of 16 KiB.</summary>
    private const int LongestRun = 64;

    private BlockRun[] _runs = new BlockRun[4];
    private int _runCount;

    /// <summary>Numbers of the rented chunks; the first <see cref="ChunkCount"/> hold entities.</summary>
    private int[] _chunks = new int[4];
    private int _rented;

    private byte* _tail;
    private uint _tailSlot;
    private int _tailCount;

    /// <summary>Number of chunks that hold entities.</summary>
    public int ChunkCount { get; private set; }

    /// <summary>Chunk <paramref name="index"/> with the entities in it now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Chunk ChunkAt(int index)
    {
        Debug.Assert((uint)index < (uint)ChunkCount, "No such chunk.");
        return new Chunk(this, _store.Chunk((uint)_chunks[index]), index == ChunkCount - 1 ? _tailCount : Capacity);
    }

    /// <summary>Removes all rows at once and returns the chunks.</summary>
    internal void RemoveAll()
    {
        ChunkCount = 0;
        _tail = null;
        _tailCount = Capacity;
        ReturnRuns(0);
    }

    /// <summary>Returns the runs that hold no entity.</summary>
    internal void Trim() => ReturnRuns(ChunkCount);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OpenChunk()
    {
        if (ChunkCount == _rented)
        {
            RentRun();
        }

        SelectTail(++ChunkCount - 1);
        _tailCount = 0;
    }

    private void CloseChunk()
    {
        ChunkCount--;
        _tailCount = Capacity;
        if (ChunkCount > 0)
        {
            SelectTail(ChunkCount - 1);
        }

        // One empty chunk stays, so that an archetype whose count swings over a chunk's edge does not rent and return.
        ReturnRuns(ChunkCount + 1);
    }

    private void SelectTail(int index)
    {
        var number = (uint)_chunks[index];
        _tail = _store.Chunk(number);
        _tailSlot = number << _store.RowBits;
    }

    private void RentRun()
    {
        var run = _store.Rent(Math.Clamp(_rented, 1, LongestRun), Id);
        if (_runCount == _runs.Length)
        {
            Array.Resize(ref _runs, 2 * _runCount);
        }

        if (_rented + run.Count > _chunks.Length)
        {
            Array.Resize(ref _chunks, 2 * (_rented + run.Count));
        }

        _runs[_runCount++] = run;
        for (var i = 0; i < run.Count; i++)
        {
            _chunks[_rented++] = run.Index + i;
        }
    }

    /// <summary>Returns the last runs as long as <paramref name="keep"/> chunks remain.</summary>
    private void ReturnRuns(int keep)
    {
        while (_runCount > 0 && _rented - _runs[_runCount - 1].Count >= keep)
        {
            var run = _runs[--_runCount];
            _rented -= run.Count;
            _store.Return(run);
        }
    }
}
