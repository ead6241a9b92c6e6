using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace TurtlGraph.Memory;

/// <summary>
/// Fixed-size blocks from an <see cref="Arena"/>, alone or as runs of neighbours. Runs are powers of two and are split and
/// joined as buddies (Knowlton, 1965), so blocks that were freed one by one become neighbours again.
/// </summary>
/// <remarks>
/// The allocator must be the arena's only user. Not thread-safe. Bookkeeping lies beside the blocks, never in them, and
/// renting or returning allocates nothing on the managed heap.
/// </remarks>
public sealed unsafe class BlockAllocator : IDisposable
{
    /// <summary>The longest run, in blocks.</summary>
    public const int MaxRun = 1 << MaxOrder;

    private const int MaxOrder = 7;
    private const byte NotFree = 0xFF;
    private const int None = -1;

    private readonly Arena _arena;
    private readonly NativeList<BlockState> _states;
    private FreeHeads _free;

    private struct BlockState
    {
        public int Next;
        public int Previous;
        public byte FreeOrder;
        public byte RentedOrder;
    }

    [System.Runtime.CompilerServices.InlineArray(MaxOrder + 1)]
    private struct FreeHeads
    {
        private int _first;
    }

    /// <summary>Makes blocks of <paramref name="blockBytes"/>, a power of two of at least 64, from an arena nobody else uses.</summary>
    public BlockAllocator(Arena arena, int blockBytes)
    {
        ArgumentNullException.ThrowIfNull(arena);
        if (blockBytes < CacheLine.Size || !BitOperations.IsPow2(blockBytes))
        {
            throw new ArgumentOutOfRangeException(nameof(blockBytes), blockBytes, "A block is a power of two of at least 64 bytes.");
        }

        if (arena.Used != 0)
        {
            throw new ArgumentException("The arena is in use already; a block allocator needs one of its own.", nameof(arena));
        }

        _arena = arena;
        BlockBytes = blockBytes;
        Capacity = (int)Math.Min(arena.Reserved / blockBytes, int.MaxValue);
        _states = new NativeList<BlockState>(
            Capacity, new CollectionOptions { Name = $"{arena.Name}: states of blocks", Profile = arena.Profile });
        ((Span<int>)_free).Fill(None);
    }

    /// <summary>Bytes in a block.</summary>
    public int BlockBytes { get; }

    /// <summary>Blocks the arena's reservation can hold.</summary>
    public int Capacity { get; }

    /// <summary>Blocks in use.</summary>
    public int Rented { get; private set; }

    /// <summary>Blocks taken from the arena so far, in use or free.</summary>
    public int Created => _states.Count;

    /// <summary>First byte of block 0; block <c>i</c> lies at <c>Base + i * BlockBytes</c>.</summary>
    public byte* Base => _arena.Base;

    /// <summary>The address of a block.</summary>
    public byte* Pointer(int index)
    {
        Debug.Assert((uint)index < (uint)Created, "No such block.");
        return Base + ((long)index * BlockBytes);
    }

    /// <summary>Rents one block. Its contents are undefined.</summary>
    /// <exception cref="ArenaExhaustedException">The arena's reservation is used up.</exception>
    public int Rent() => RentRun(1).Index;

    /// <summary>Rents the smallest power of two of neighbouring blocks that is at least <paramref name="count"/> (1 to <see cref="MaxRun"/>).</summary>
    /// <exception cref="ArenaExhaustedException">No run of this length is left.</exception>
    public BlockRun RentRun(int count)
    {
        if (!TryRentRun(count, out var run))
        {
            ThrowExhausted(count);
        }

        return run;
    }

    /// <summary>Like <see cref="RentRun"/>, but returns false when no run of this length is left.</summary>
    public bool TryRentRun(int count, out BlockRun run)
    {
        if ((uint)(count - 1) >= MaxRun)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, $"A run has 1 to {MaxRun} blocks.");
        }

        run = default;
        var order = BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)count));
        var found = order;
        while (found <= MaxOrder && _free[found] == None)
        {
            found++;
        }

        if (found > MaxOrder && !TryGrow(order, out found))
        {
            return false;
        }

        var index = _free[found];
        Unlink(index, found);
        while (found > order)
        {
            found--;
            Link(index + (1 << found), found);
        }

        _states[index].RentedOrder = (byte)order;
        Rented += 1 << order;
        CountFree();
        run = new BlockRun(index, 1 << order);
        return true;
    }

    /// <summary>Returns a block or a run; <paramref name="index"/> is that of its first block.</summary>
    /// <exception cref="ArgumentException">No rented run starts there (a double or foreign return).</exception>
    public void Return(int index)
    {
        if ((uint)index >= (uint)Created || _states[index].RentedOrder == NotFree)
        {
            ThrowNotRented(index);
        }

        int order = _states[index].RentedOrder;
        _states[index].RentedOrder = NotFree;
        Rented -= 1 << order;
        while (order < MaxOrder)
        {
            var buddy = index ^ (1 << order);
            if (buddy >= Created || _states[buddy].FreeOrder != order)
            {
                break;
            }

            Unlink(buddy, order);
            index &= buddy;
            order++;
        }

        Link(index, order);
        CountFree();
    }

    /// <summary>Disposes the bookkeeping and the arena.</summary>
    public void Dispose()
    {
        _states.Dispose();
        _arena.Dispose();
    }

    /// <summary>Takes the longest run that still fits and is at least of <paramref name="order"/> from the arena.</summary>
    private bool TryGrow(int order, out int size)
    {
        // The states have their memory before blocks are taken, so that a refusal of either changes nothing.
        _states.EnsureCapacity(Math.Min(MaxRun, Capacity - Created));
        for (size = MaxOrder; size >= order; size--)
        {
            var first = Created;
            if ((first & ((1 << size) - 1)) == 0 && first + (1 << size) <= Capacity
                && _arena.TryExtend((long)BlockBytes << size))
            {
                for (var i = 0; i < 1 << size; i++)
                {
                    _states.Add(new BlockState { FreeOrder = NotFree, RentedOrder = NotFree });
                }

                Link(first, size);
                return true;
            }
        }

        return false;
    }

    private void CountFree()
    {
        var largest = MaxOrder;
        while (largest >= 0 && _free[largest] == None)
        {
            largest--;
        }

        _arena.CountFreeInside((long)(Created - Rented) * BlockBytes, largest < 0 ? 0 : (long)BlockBytes << largest);
    }

    private void Link(int index, int order)
    {
        var head = _free[order];
        ref var state = ref _states[index];
        state.FreeOrder = (byte)order;
        state.Previous = None;
        state.Next = head;
        if (head != None)
        {
            _states[head].Previous = index;
        }

        _free[order] = index;
    }

    private void Unlink(int index, int order)
    {
        ref var state = ref _states[index];
        state.FreeOrder = NotFree;
        if (state.Previous == None)
        {
            _free[order] = state.Next;
        }
        else
        {
            _states[state.Previous].Next = state.Next;
        }

        if (state.Next != None)
        {
            _states[state.Next].Previous = state.Previous;
        }
    }

    [DoesNotReturn]
    private void ThrowExhausted(int count) => throw new ArenaExhaustedException(
        $"{count} neighbouring blocks of {BlockBytes:N0} bytes are not left: {Rented:N0} of {Capacity:N0} are rented; " +
        $"raise {nameof(ArenaOptions.MaxBytes)} (now {_arena.Reserved:N0}).");

    [DoesNotReturn]
    private static void ThrowNotRented(int index) => throw new ArgumentException(
        $"Block {index} is not the start of a rented run; it was returned before or belongs to another allocator.", nameof(index));
}
